namespace MLNet.Mlp.Core.Tests;

public class SparseFeaturesTests
{
    // A block holds 262144 non-zeros: many rows over several blocks, rows that fill a block to its end, and rows that
    // are longer than a block.
    [Theory]
    [InlineData(5000, 3000, 300)]
    [InlineData(5, 131_072, 131_072)]
    [InlineData(4, 300_000, 280_000)]
    [InlineData(3, 1, 1)]
    public void Rows_come_back_as_they_went_in(int rowCount, int columnCount, int nonZeros)
    {
        var features = new SparseFeatures(columnCount);
        long count = 0;
        for (var row = 0; row < rowCount; row++)
        {
            var (columns, values) = Row(row, columnCount, nonZeros);
            Assert.Equal(row, features.RowCount);
            features.AppendRow(columns, values);
            count += columns.Length;
            Assert.Equal(count, features.NonZeroCount);
        }
        Assert.True(rowCount * (long)nonZeros < 262_144 || count > 262_144);
        for (var row = 0; row < rowCount; row++) CheckRow(features, row, Row(row, columnCount, nonZeros));
    }

    [Fact]
    public void Zeros_are_dropped_and_rows_may_be_empty()
    {
        var features = new SparseFeatures(5);
        features.AppendRow([], []);
        features.AppendRow([0, 2, 3, 4], [0, 1.5f, -0f, -2]);
        features.AppendRow([1, 3], [0, 0]);
        features.AppendRow([4], [float.NaN]);

        Assert.Equal((5, 4, 3), (features.ColumnCount, features.RowCount, features.NonZeroCount));
        CheckRow(features, 0, ([], []));
        CheckRow(features, 1, ([2, 4], [1.5f, -2]));
        CheckRow(features, 2, ([], []));
        CheckRow(features, 3, ([4], [float.NaN]));
    }

    [Fact]
    public void A_copied_row_has_its_zeros_too()
    {
        var features = new SparseFeatures(4);
        features.AppendRow([1, 3], [2, 4]);
        float[] destination = [9, 9, 9, 9, 9];
        features.CopyRowTo(0, destination);
        Assert.Equal([0, 2, 0, 4, 9], destination);
    }

    [Fact]
    public void A_row_is_copied_and_stays_a_view_while_others_follow()
    {
        var features = new SparseFeatures(3);
        int[] columns = [0, 2];
        float[] values = [1, 2];
        features.AppendRow(columns, values);
        var row = features[0];
        (columns[0], values[0]) = (1, 9);
        for (var i = 0; i < 200_000; i++) features.AppendRow([0, 1, 2], [5, 6, 7]);
        Assert.Equal([0, 2], row.Columns.ToArray());
        Assert.Equal([1, 2], row.Values.ToArray());
    }

    [Fact]
    public void Cleared_features_are_filled_anew()
    {
        var features = new SparseFeatures(300_000);
        for (var round = 0; round < 3; round++)
        {
            // Rows of sizes that do not fit the blocks of the round before.
            int NonZeros(int row) => 40_000 * (round + 1) + 7 * row;
            for (var row = 0; row < 12; row++)
            {
                var (columns, values) = Row(row, 300_000, NonZeros(row));
                features.AppendRow(columns, values);
            }
            for (var row = 0; row < 12; row++) CheckRow(features, row, Row(row, 300_000, NonZeros(row)));
            features.Clear();
            Assert.Equal((0, 0), (features.RowCount, features.NonZeroCount));
            Assert.Throws<ArgumentOutOfRangeException>("row", () => features[0].Values.Length);
        }
    }

    [Theory]
    [InlineData(new[] { 1, 1 }, "The columns of a row must increase and be in [0, 4); got 1 after 1.")]
    [InlineData(new[] { 2, 1 }, "The columns of a row must increase and be in [0, 4); got 1 after 2.")]
    [InlineData(new[] { 0, 4 }, "The columns of a row must increase and be in [0, 4); got 4 after 0.")]
    [InlineData(new[] { -1, 2 }, "The columns of a row must increase and be in [0, 4); got -1 after -1.")]
    [InlineData(new[] { 1, 2, 3 }, "The row has 3 columns but 2 values.")]
    public void Wrong_columns_are_refused_and_add_nothing(int[] columns, string message)
    {
        var features = new SparseFeatures(4);
        features.AppendRow([3], [1]);
        var e = Assert.Throws<ArgumentException>(() => features.AppendRow(columns, [5, 6]));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (features.RowCount, features.NonZeroCount));
        features.AppendRow([0], [2]);
        CheckRow(features, 1, ([0], [2]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_row_that_is_not_there_is_refused(int row)
    {
        var features = new SparseFeatures(4);
        features.AppendRow([3], [1]);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(row), () => features[row].Values.Length);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(row), () => features.CopyRowTo(row, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>("columnCount", () => new SparseFeatures(0));
    }

    private static void CheckRow(SparseFeatures features, int row, (int[] Columns, float[] Values) expected)
    {
        var (columns, values) = features[row];
        Assert.True(columns.SequenceEqual(expected.Columns), $"columns of row {row}");
        Assert.Equal(expected.Values.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
            if (!values[i].Equals(expected.Values[i])) Assert.Fail($"value {i} of row {row}");
    }

    /// <summary>A row with about so many non-zeros, spread over the columns, others for each row.</summary>
    private static (int[] Columns, float[] Values) Row(int row, int columnCount, int nonZeros)
    {
        var step = Math.Max(1, columnCount / nonZeros);
        var all = Enumerable.Range(0, nonZeros).Select(i => i * step + row % step);
        int[] columns = [.. all.Where(column => column < columnCount)];
        return (columns, [.. columns.Select(column => column + row + 0.5f)]);
    }
}
