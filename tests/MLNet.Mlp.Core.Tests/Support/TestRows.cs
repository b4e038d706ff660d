namespace MLNet.Mlp.Core.Tests;

/// <summary>Data sets for tests.</summary>
internal static class TestRows
{
    /// <summary>Features uniform in -1..1 and labels without any relation to them.</summary>
    public static LabeledRows Noise(int rowCount, int featureCount, int classCount, int seed)
    {
        var random = new Random(seed);
        var rows = new LabeledRows(featureCount, classCount);
        var features = new float[featureCount];
        for (var row = 0; row < rowCount; row++)
        {
            foreach (ref var feature in features.AsSpan()) feature = 2 * random.NextSingle() - 1;
            rows.Append(features, random.Next(classCount));
        }
        return rows;
    }

    /// <summary>Two features; class k lies around angle k of the circle, so that classes hardly overlap.</summary>
    public static LabeledRows Clusters(int rowCount, int classCount, int seed)
    {
        var random = new Random(seed);
        var rows = new LabeledRows(2, classCount);
        for (var row = 0; row < rowCount; row++)
        {
            var label = random.Next(classCount);
            var (sin, cos) = MathF.SinCos(label * MathF.Tau / classCount);
            rows.Append([cos + 0.4f * random.NextSingle() - 0.2f, sin + 0.4f * random.NextSingle() - 0.2f], label);
        }
        return rows;
    }

    /// <summary>The features of a row, dense.</summary>
    public static ReadOnlySpan<float> Row(this LabeledRows rows, int row)
    {
        var features = new float[rows.Features.ColumnCount];
        rows.Features.CopyRowTo(row, features);
        return features;
    }

    public static int[] InOrder(int rowCount) => [.. Enumerable.Range(0, rowCount)];

    public static float[] Features(LabeledRows rows) =>
        [.. Enumerable.Range(0, rows.RowCount).SelectMany(row => rows.Row(row).ToArray())];
}
