namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>Rows as <see cref="SyntheticRows"/>, 784 features in 0..1 of which most are 0, but with classes that can be
/// learned, though not by a linear model: each class has 4 of the 40 centres in a space of 6 dimensions, a row lies
/// around one of them, and its features depend on where, and on noise.</summary>
internal sealed class LearnableRows
{
    private const int LatentSize = 6;
    private const int CentreCount = 4 * SyntheticRows.ClassCount;

    /// <summary>The distance of rows from their centres, where that of the centres from the origin is 1 in each
    /// dimension. The clouds of different classes overlap by a few percent.</summary>
    private const float Spread = 0.3f;

    /// <summary>How much the features depend on where a row lies.</summary>
    private const float Signal = 0.08f;

    private readonly Random _random = new(3);
    private readonly float[] _centres;
    private readonly float[] _directions;

    public LearnableRows()
    {
        _centres = Normal(CentreCount * LatentSize);
        _directions = Normal(SyntheticRows.FeatureCount * LatentSize);
    }

    /// <summary>Draws more rows.</summary>
    public LabeledRows Draw(int rowCount)
    {
        var rows = new LabeledRows(SyntheticRows.FeatureCount, SyntheticRows.ClassCount);
        var features = new float[SyntheticRows.FeatureCount];
        for (var row = 0; row < rowCount; row++)
        {
            var centre = _random.Next(CentreCount);
            var place = Normal(LatentSize);
            for (var i = 0; i < LatentSize; i++) place[i] = _centres[centre * LatentSize + i] + Spread * place[i];
            for (var feature = 0; feature < features.Length; feature++)
            {
                var direction = _directions.AsSpan(feature * LatentSize, LatentSize);
                float along = 0;
                for (var i = 0; i < LatentSize; i++) along += direction[i] * place[i];
                features[feature] = Math.Clamp(5 * (_random.NextSingle() + Signal * along) - 4, 0, 1);
            }
            rows.Append(features, centre % SyntheticRows.ClassCount);
        }
        return rows;
    }

    /// <summary>Draws from the normal distribution by the method of Box and Muller (1958).</summary>
    private float[] Normal(int count)
    {
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) *
                Math.Cos(2 * Math.PI * _random.NextDouble()));
        return numbers;
    }
}
