using Microsoft.ML.Data;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A row like that of a text whose n-grams are counted.</summary>
internal sealed class TextRow
{
    public const int FeatureCount = 262_355;
    public const int NonZeroCount = 80;

    [VectorType(FeatureCount)]
    public VBuffer<float> Features { get; set; }

    [KeyType(SyntheticRows.ClassCount)]
    public uint Label { get; set; }

    /// <summary>Rows one after another, all in the same object; the same ones each time.</summary>
    public static IEnumerable<TextRow> Make(int rowCount)
    {
        var random = new Random(1);
        var (columns, values) = (new int[NonZeroCount], new float[NonZeroCount]);
        var text = new TextRow { Features = new VBuffer<float>(FeatureCount, NonZeroCount, values, columns) };
        for (var row = 0; row < rowCount; row++)
        {
            for (var i = 0; i < NonZeroCount; i++)
                (columns[i], values[i]) =
                    ((int)((i + random.NextDouble()) * FeatureCount / NonZeroCount), random.NextSingle());
            text.Label = (uint)random.Next(SyntheticRows.ClassCount);
            yield return text;
        }
    }
}
