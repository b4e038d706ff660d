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

    /// <summary>Features uniform in -1..1, but only a fraction of them not zero.</summary>
    public static float[] Features(Random random, int featureCount, double density)
    {
        var features = new float[featureCount];
        foreach (ref var feature in features.AsSpan())
            if (density >= 1 || random.NextDouble() < density) feature = 2 * random.NextSingle() - 1;
        return features;
    }

    /// <summary>The same rows with sparse features.</summary>
    public static LabeledRows ToSparse(LabeledRows dense) =>
        Convert(dense, new SparseFeatures(dense.Features.ColumnCount));

    /// <summary>The same rows with dense features.</summary>
    public static LabeledRows ToDense(LabeledRows sparse) =>
        Convert(sparse, new FeatureMatrix(sparse.Features.ColumnCount));

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

    private static LabeledRows Convert(LabeledRows rows, Features features)
    {
        int[] columns = InOrder(features.ColumnCount);
        var converted = new LabeledRows(features, rows.CreateEmpty().Targets);
        for (var row = 0; row < rows.RowCount; row++)
        {
            var x = rows.Row(row);
            var weight = rows.Weight(row);
            switch (features, rows.Targets)
            {
                case (SparseFeatures, ClassLabels): converted.AppendSparse(columns, x, rows.Labels[row], weight); break;
                case (SparseFeatures, TargetMatrix t): converted.AppendSparse(columns, x, t[row], weight); break;
                case (_, ClassLabels): converted.Append(x, rows.Labels[row], weight); break;
                case (_, TargetMatrix t): converted.Append(x, t[row], weight); break;
            }
        }
        return converted;
    }
}
