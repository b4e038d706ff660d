namespace MLNet.Mlp.Core.Tests;

public class FeatureMatrixTests
{
    // Blocks are of 4 MiB, and rows of a multiple of 256 features have a gap of 16 between them: 1048576 / 4112 = 255
    // rows and a rest; 1048576 / 3000 = 349 rows and a rest; and one row wider than a block.
    [Theory]
    [InlineData(4096, 600)]
    [InlineData(3000, 700)]
    [InlineData(1_100_000, 3)]
    [InlineData(1, 10)]
    public void Rows_come_back_as_they_went_in(int columnCount, int rowCount)
    {
        var matrix = new FeatureMatrix(columnCount);
        for (var row = 0; row < rowCount; row++)
        {
            Assert.Equal(row, matrix.RowCount);
            var features = matrix.AppendRow();
            Assert.Equal(columnCount, features.Length);
            Assert.False(features.ContainsAnyExcept(0f));
            features.Fill(-1);
            (features[0], features[^1]) = (row, row);
        }
        for (var row = 0; row < rowCount; row++)
        {
            var features = matrix[row];
            Assert.Equal(columnCount, features.Length);
            Assert.Equal((row, row), (features[0], features[^1]));
            if (columnCount > 2) Assert.False(features[1..^1].ContainsAnyExcept(-1f));
        }
    }

    [Fact]
    public void A_row_is_copied()
    {
        var matrix = new FeatureMatrix(2);
        float[] row = [1, 2];
        matrix.AppendRow(row);
        row[0] = 9;
        Assert.Equal([1, 2], matrix[0].ToArray());
    }

    [Fact]
    public void A_cleared_matrix_is_filled_anew_with_rows_of_zeros()
    {
        var matrix = new FeatureMatrix(3);
        for (var row = 0; row < 3; row++) matrix.AppendRow([1, 2, 3]);
        matrix.Clear();
        Assert.Equal(0, matrix.RowCount);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => matrix[0].Length);
        Assert.Equal([0, 0, 0], matrix.AppendRow().ToArray());
        matrix.AppendRow([4, 5, 6]);
        Assert.Equal([4, 5, 6], matrix[1].ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_row_that_is_not_there_is_refused(int row)
    {
        var matrix = new FeatureMatrix(1);
        matrix.AppendRow([1]);
        matrix.AppendRow([2]);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(row), () => matrix[row].Length);
    }

    [Fact]
    public void Wrong_widths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("columnCount", () => new FeatureMatrix(0));
        var e = Assert.Throws<ArgumentException>("features", () => new FeatureMatrix(3).AppendRow([1, 2]));
        Assert.StartsWith("The row has 2 features but the matrix has 3 columns.", e.Message, StringComparison.Ordinal);
    }
}
