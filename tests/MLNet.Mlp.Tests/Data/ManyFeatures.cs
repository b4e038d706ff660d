using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Data;

/// <summary>A row of many features, three of which are not zero: the first of them tells the class.</summary>
public abstract class ManyFeatures
{
    private static readonly float[] _values = [1, 1, 1];

    [KeyType(3)]
    public uint Key { get; set; }

    public bool IsCedar { get; set; }

    [VectorType(2)]
    public float[] Sizes { get; set; } = [];

    /// <summary>Rows whose vectors are sparse.</summary>
    public static List<T> Rows<T>(int count, int featureCount, Action<T, VBuffer<float>> set)
        where T : ManyFeatures, new()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var row = new T { Key = (uint)(i % 3), IsCedar = i % 3 == 2, Sizes = [i % 3, 1] };
            var second = random.Next(3, featureCount - 1);
            set(row, new VBuffer<float>(featureCount, 3, _values,
                [i % 3, second, random.Next(second + 1, featureCount)]));
            return row;
        })];
    }
}

/// <summary>With 100,000 features.</summary>
public sealed class WideRow : ManyFeatures
{
    public const int FeatureCount = 100_000;

    [VectorType(FeatureCount)]
    public VBuffer<float> Features { get; set; }

    public static List<WideRow> Rows(int count) =>
        Rows<WideRow>(count, FeatureCount, (row, features) => row.Features = features);
}

/// <summary>With 600 features.</summary>
public sealed class MediumRow : ManyFeatures
{
    public const int FeatureCount = 600;

    [VectorType(FeatureCount)]
    public VBuffer<float> Features { get; set; }

    public static List<MediumRow> Rows(int count) =>
        Rows<MediumRow>(count, FeatureCount, (row, features) => row.Features = features);
}
