using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public sealed unsafe class PanelMatrixTests
{
    private static readonly int[] _sizes = [1, 3, 4, 15, 16, 17, 48, 63, 64, 65, 70, 129, 200];

    [Fact]
    public void Panels_hold_64_columns_and_the_last_one_the_rest_in_whole_vectors()
    {
        foreach (var columnCount in _sizes)
        {
            var matrix = new PanelMatrix(3, columnCount);
            var widths = Enumerable.Range(0, matrix.PanelCount).Select(matrix.Width).ToArray();
            Assert.All(widths.SkipLast(1), width => Assert.Equal(64, width));
            Assert.True(widths[^1] is 16 or 32 or 48 or 64);
            Assert.InRange(widths.Sum() - columnCount, 0, 15);
            Assert.Equal(3 * widths.Sum(), matrix.Span.Length);
        }
    }

    [Fact]
    public void A_transpose_is_taken_in_and_given_back_and_the_filling_stays_zero()
    {
        foreach (var rowCount in _sizes)
            foreach (var columnCount in _sizes)
            {
                var (matrix, source) = Create(rowCount, columnCount);
                for (var row = 0; row < rowCount; row++)
                    for (var column = 0; column < columnCount; column++)
                        Assert.Equal(source[column * rowCount + row], At(matrix, row, column));
                Assert.Equal(source.Sum(value => (double)value), matrix.Span.ToArray().Sum(value => (double)value), 9);

                var copy = new float[source.Length];
                matrix.CopyTransposedTo(copy);
                Assert.Equal(source, copy);
            }
    }

    [Fact]
    public void Rows_are_copied_into_the_transpose_and_nothing_else_is()
    {
        foreach (var rowCount in _sizes)
            foreach (var columnCount in _sizes)
            {
                var (matrix, transpose) = (Create(rowCount, columnCount).Matrix, Create(columnCount, rowCount).Matrix);
                var before = transpose.Span.ToArray();
                var (start, end) = (rowCount / 3 / 4 * 4, rowCount - rowCount / 4);
                for (var panel = 0; panel < matrix.PanelCount; panel++)
                    matrix.CopyTransposedTo(transpose, panel, start, end);

                var changed = 0;
                for (var row = start; row < end; row++)
                    for (var column = 0; column < columnCount; column++)
                    {
                        Assert.Equal(At(matrix, row, column), At(transpose, column, row));
                        changed++;
                    }
                Assert.InRange(transpose.Span.ToArray().Zip(before).Count(pair => pair.First != pair.Second),
                    0, changed);
                for (var row = 0; row < rowCount; row++)
                    if (row < start || row >= end)
                        for (var column = 0; column < columnCount; column++)
                            Assert.Equal(Value(column, row, columnCount), At(transpose, column, row));
                for (var panel = 0; panel < transpose.PanelCount; panel++)
                    for (var row = 0; row < columnCount; row++)
                        for (var column = rowCount; column < panel * 64 + transpose.Width(panel); column++)
                            Assert.Equal(0, At(transpose, row, column));
            }
    }

    private static (PanelMatrix Matrix, float[] Source) Create(int rowCount, int columnCount)
    {
        var source = new float[rowCount * columnCount];
        for (var row = 0; row < rowCount; row++)
            for (var column = 0; column < columnCount; column++)
                source[column * rowCount + row] = Value(row, column, rowCount);
        var matrix = new PanelMatrix(rowCount, columnCount);
        matrix.SetTransposed(source);
        return (matrix, source);
    }

    private static float Value(int row, int column, int rowCount) => 1 + row + (float)column * rowCount;

    private static float At(PanelMatrix matrix, int row, int column) =>
        matrix.Row(column / PanelMatrix.PanelColumns, row)[column % PanelMatrix.PanelColumns];
}
