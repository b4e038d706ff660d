namespace MLNet.Mlp;

/// <summary>Gathers mean and deviation of numeric labels, each number of a vector for itself, in one pass and without
/// losing digits to a large mean (D. H. D. West, "Updating mean and variance estimates", 1979). With weight w and the
/// sum W of all weights so far
/// <code>
/// mean' = mean + w / W (y - mean),   S' = S + w (y - mean) (y - mean')
/// </code>
/// The deviation is the root of S / W: a row of weight 2 counts as two rows.</summary>
/// <param name="count">How many numbers a label has.</param>
internal sealed class LabelStatistics(int count)
{
    private readonly double[] _means = new double[count];
    private readonly double[] _squares = new double[count];
    private double _weightSum;

    public void Add(ReadOnlySpan<float> label, float weight)
    {
        if (weight == 0) return;
        _weightSum += weight;
        for (var i = 0; i < label.Length; i++)
        {
            var before = label[i] - _means[i];
            _means[i] += weight / _weightSum * before;
            _squares[i] += weight * before * (label[i] - _means[i]);
        }
    }

    public LabelScale ToScale() => new(_means, [.. _squares.Select(Deviation)]);

    /// <summary>1 if all labels are alike: then there is nothing to divide by.</summary>
    private double Deviation(double squares) => squares > 0 ? Math.Sqrt(squares / _weightSum) : 1;
}
