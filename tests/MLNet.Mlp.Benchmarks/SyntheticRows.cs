namespace MLNet.Mlp.Benchmarks;

/// <summary>Rows of the shape of MNIST: 784 features in 0..1, of which most are 0, and 10 classes. The time of training
/// does not depend on their values.</summary>
internal static class SyntheticRows
{
    public const int FeatureCount = 784;
    public const int ClassCount = 10;

    public static LabeledRows Create(int rowCount, int featureCount = FeatureCount)
    {
        var random = new Random(1);
        var rows = new LabeledRows(featureCount, ClassCount);
        var features = new float[featureCount];
        for (var row = 0; row < rowCount; row++)
        {
            foreach (ref var feature in features.AsSpan()) feature = Math.Max(0, 5 * random.NextSingle() - 4);
            rows.Append(features, random.Next(ClassCount));
        }
        return rows;
    }

    /// <summary>Rows with so many non-zeros each, in columns drawn at random.</summary>
    public static LabeledRows CreateSparse(int rowCount, int featureCount, int nonZeroCount)
    {
        var random = new Random(1);
        var rows = new LabeledRows(new SparseFeatures(featureCount), new ClassLabels(ClassCount));
        var columns = new SortedSet<int>();
        var values = new float[nonZeroCount];
        for (var row = 0; row < rowCount; row++)
        {
            columns.Clear();
            while (columns.Count < nonZeroCount) columns.Add(random.Next(featureCount));
            foreach (ref var value in values.AsSpan()) value = random.NextSingle();
            rows.AppendSparse([.. columns], values, random.Next(ClassCount));
        }
        return rows;
    }

    /// <summary>The features of all rows, one row after another.</summary>
    public static float[] AllFeatures(this LabeledRows rows)
    {
        var features = new float[rows.RowCount * rows.Features.ColumnCount];
        for (var row = 0; row < rows.RowCount; row++)
            rows.Features.CopyRowTo(row, features.AsSpan(row * rows.Features.ColumnCount, rows.Features.ColumnCount));
        return features;
    }

    /// <summary>A random order of rows, as training visits them.</summary>
    public static int[] Order(int rowCount)
    {
        var order = Enumerable.Range(0, rowCount).ToArray();
        new Random(2).Shuffle(order);
        return order;
    }
}
