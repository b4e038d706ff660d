using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Both products against double precision, and their elements against each other.</summary>
public sealed unsafe class MatMulTests
{
    // Up to 600 roundings of sums of up to 32, each by at most 1e-6: some 1e-5 together, as they seldom all go one way.
    private static readonly Tolerance _tolerance = new(0, 5e-5);

    private static readonly int[] _widths = [1, 16, 17, 32, 48, 63, 64, 65, 80, 112, 128, 150];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 64)]
    [InlineData(5, 127)]
    [InlineData(6, 128)]
    [InlineData(9, 129)]
    [InlineData(12, 256)]
    [InlineData(33, 257)]
    [InlineData(130, 3)]
    [InlineData(31, 600)]
    public void Product_is_A_B_and_what_it_starts_from(int rowCount, int depth)
    {
        foreach (var columnCount in _widths)
        {
            var (a, b, start) = (Rows(rowCount, depth, 1), Panels(depth, columnCount, 2), Panels(1, columnCount, 3));
            foreach (var startsFromZero in new[] { true, false })
            {
                var c = Rows(rowCount, columnCount, 4);
                for (var panel = 0; panel < b.PanelCount; panel++)
                    MatMul.Multiply(a.RowPointers, rowCount, b, panel, startsFromZero ? null : start.Row(panel, 0),
                        c.Row(0) + panel * PanelMatrix.PanelColumns, c.Stride);

                for (var row = 0; row < rowCount; row++)
                    for (var column = 0; column < columnCount; column++)
                    {
                        double expected = startsFromZero ? 0 : At(start, 0, column);
                        for (var p = 0; p < depth; p++) expected += (double)a.Values(row)[p] * At(b, p, column);
                        Check(expected, c.Values(row)[column], $"{rowCount} x {columnCount} x {depth}", row, column);
                    }
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 63)]
    [InlineData(5, 64)]
    [InlineData(6, 65)]
    [InlineData(13, 130)]
    [InlineData(48, 7)]
    [InlineData(31, 600)]
    public void Transposed_product_is_A_transposed_B(int inputs, int depth)
    {
        foreach (var columnCount in _widths)
            foreach (var first in new[] { 0, inputs / 2 })
            {
                var (a, b, count) = (Rows(depth, inputs, 1), Panels(depth, columnCount, 2), inputs - first);
                for (var panel = 0; panel < b.PanelCount; panel++)
                {
                    var width = b.Width(panel);
                    var c = new AlignedBuffer(count * width);
                    c.Span.Fill(7);
                    MatMul.MultiplyTransposed(a.RowPointers, depth, first, count, b.Row(panel, 0), width, c.Pointer);

                    for (var i = 0; i < count; i++)
                        for (var j = 0; j < width; j++)
                        {
                            double expected = 0;
                            for (var p = 0; p < depth; p++)
                                expected += (double)a.Values(p)[first + i] * b.Row(panel, p)[j];
                            Check(expected, c.Span[i * width + j], $"{inputs} x {columnCount} x {depth}", i, j);
                        }
                }
            }
    }

    /// <summary>Whatever tile it falls into, and whichever of the two products computes it.</summary>
    [Fact]
    public void An_element_is_always_the_same_chain()
    {
        const int RowCount = 11, ColumnCount = 112, Depth = 300;
        var (a, b) = (Rows(RowCount, Depth, 1), Panels(Depth, ColumnCount, 2));
        var transposed = Rows(Depth, RowCount, 3);
        for (var row = 0; row < RowCount; row++)
            for (var p = 0; p < Depth; p++) transposed.Values(p)[row] = a.Values(row)[p];
        var (whole, alone) = (Rows(RowCount, ColumnCount, 4), Rows(RowCount, ColumnCount, 5));

        for (var panel = 0; panel < b.PanelCount; panel++)
        {
            var (column, width) = (panel * PanelMatrix.PanelColumns, b.Width(panel));
            MatMul.Multiply(a.RowPointers, RowCount, b, panel, null, whole.Row(0) + column, whole.Stride);
            for (var row = 0; row < RowCount; row++)
                MatMul.Multiply(a.RowPointers + row, 1, b, panel, null, alone.Row(row) + column, alone.Stride);

            var c = new AlignedBuffer(RowCount * width);
            MatMul.MultiplyTransposed(transposed.RowPointers, Depth, 0, RowCount, b.Row(panel, 0), width, c.Pointer);
            for (var row = 0; row < RowCount; row++)
                Assert.Equal(
                    new Span<float>(whole.Row(row) + column, width).ToArray(),
                    c.Span.Slice(row * width, width).ToArray());
        }
        for (var row = 0; row < RowCount; row++)
            Assert.Equal(whole.Values(row).ToArray(), alone.Values(row).ToArray());
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 48)]
    [InlineData(64, 80)]
    [InlineData(240, 240)]
    [InlineData(1024, 1040)]
    public void Rows_are_padded_to_an_odd_number_of_cache_lines(int columns, int expected) =>
        Assert.Equal(expected, MatMul.Pad(columns));

    private static void Check(double expected, float actual, string sizes, int row, int column)
    {
        // Only what fails is worth a message: this line runs a million times.
        if (!_tolerance.Allows(expected, actual)) _tolerance.Check(expected, actual, $"{sizes}, C[{row}, {column}]");
    }

    private static float At(PanelMatrix matrix, int row, int column) =>
        matrix.Row(column / PanelMatrix.PanelColumns, row)[column % PanelMatrix.PanelColumns];

    private static PaddedMatrix Rows(int rowCount, int columnCount, int seed)
    {
        var random = new Random(seed);
        var matrix = new PaddedMatrix(rowCount, columnCount);
        for (var row = 0; row < rowCount; row++)
            foreach (ref var value in matrix.Values(row)) value = 2 * random.NextSingle() - 1;
        return matrix;
    }

    private static PanelMatrix Panels(int rowCount, int columnCount, int seed)
    {
        var random = new Random(seed);
        var values = new float[rowCount * columnCount];
        foreach (ref var value in values.AsSpan()) value = 2 * random.NextSingle() - 1;
        var matrix = new PanelMatrix(rowCount, columnCount);
        matrix.SetTransposed(values);
        return matrix;
    }
}
