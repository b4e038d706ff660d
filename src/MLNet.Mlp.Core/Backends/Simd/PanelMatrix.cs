using System.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>
/// A matrix of floats as <see cref="MatMul"/> wants its right-hand side: cut into panels of 64 columns, one after the
/// other, each of which is row-major and lies in one piece.
/// <code>
///              columns 0..63      columns 64..127     columns 128..143
/// row 0      | 0 1 2 ...      |  | 0 1 2 ...      |  | 0 1 2 ... |
/// row 1      | 64 65 66 ...   |  | 64 65 66 ...   |  | 16 17 ... |
/// </code>
/// The kernel reads down a panel, and so reads memory in order, whatever the number of columns. Neighbouring rows of a
/// panel are neighbours in memory, so what is done element by element, such as the optimizer's step, needs no loop over
/// rows. The last panel is filled up to a whole <see cref="MatMul.Padding"/>, with zeros that stay zeros.
/// </summary>
internal sealed unsafe class PanelMatrix
{
    /// <summary>Columns of all panels but the last: four vectors of AVX-512.</summary>
    public const int PanelColumns = 64;

    private readonly AlignedBuffer _buffer;
    private readonly int _paddedColumnCount;

    public PanelMatrix(int rowCount, int columnCount)
    {
        (RowCount, ColumnCount) = (rowCount, columnCount);
        _paddedColumnCount = MatMul.RoundUp(columnCount);
        PanelCount = (columnCount + PanelColumns - 1) / PanelColumns;
        _buffer = new AlignedBuffer((long)rowCount * _paddedColumnCount);
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    public int PanelCount { get; }

    /// <summary>All floats, the filling included. A single row is just its numbers in order.</summary>
    public Span<float> Span => _buffer.Span;

    /// <summary>Floats of each row of a panel: 64, or in the last panel 16, 32, 48 or 64.</summary>
    public int Width(int panel) => Math.Min(PanelColumns, _paddedColumnCount - panel * PanelColumns);

    /// <summary>Where a row of a panel starts. Valid while this object is reachable.</summary>
    public float* Row(int panel, int row) =>
        _buffer.Pointer + (nint)panel * PanelColumns * RowCount + (nint)row * Width(panel);

    /// <summary>Rows start .. end - 1 of a panel, the filling included.</summary>
    public Span<float> Rows(int panel, int start, int end) =>
        new(Row(panel, start), checked((end - start) * Width(panel)));

    /// <summary>Fills the matrix from its transpose, columnCount x rowCount, row-major without filling.</summary>
    public void SetTransposed(ReadOnlySpan<float> source)
    {
        // Some rows at a time, as many as floats of a cache line: each line of both is then fetched once.
        for (var start = 0; start < RowCount; start += MatMul.Padding)
            for (var column = 0; column < ColumnCount; column++)
            {
                var values = source.Slice(column * RowCount + start, Math.Min(MatMul.Padding, RowCount - start));
                var stride = Width(column / PanelColumns);
                var target = Element(start, column);
                for (var i = 0; i < values.Length; i++) target[i * stride] = values[i];
            }
    }

    /// <summary>Writes the transpose, columnCount x rowCount, row-major without filling.</summary>
    public void CopyTransposedTo(Span<float> destination)
    {
        for (var start = 0; start < RowCount; start += MatMul.Padding)
            for (var column = 0; column < ColumnCount; column++)
            {
                var values = destination.Slice(column * RowCount + start, Math.Min(MatMul.Padding, RowCount - start));
                var stride = Width(column / PanelColumns);
                var source = Element(start, column);
                for (var i = 0; i < values.Length; i++) values[i] = source[i * stride];
            }
    }

    /// <summary>Copies rows start .. end - 1 of a panel into the transpose of this matrix, where they are columns.
    /// <paramref name="start"/> is a multiple of 4.</summary>
    public void CopyTransposedTo(PanelMatrix transpose, int panel, int start, int end)
    {
        var (first, width) = (panel * PanelColumns, Width(panel));
        var columnCount = Math.Min(width, ColumnCount - first);
        for (var row = start; row < end; row += 4)
        {
            // Four rows by four columns at a time: as 64 is a multiple of 4, they fall into one panel of the transpose.
            var target = transpose.Element(first, row);
            nint stride = transpose.Width(row / PanelColumns);
            var column = 0;
            for (; row <= end - 4 && column <= columnCount - 4; column += 4)
                Transpose4x4(Row(panel, row) + column, width, target + column * stride, stride);
            for (; column < columnCount; column++)
                for (var i = 0; i < Math.Min(4, end - row); i++)
                    target[column * stride + i] = Row(panel, row + i)[column];
        }
    }

    private static void Transpose4x4(float* source, nint sourceStride, float* target, nint targetStride)
    {
        var block = Matrix4x4.Transpose(Matrix4x4.Create(
            Vector4.Load(source), Vector4.Load(source + sourceStride),
            Vector4.Load(source + 2 * sourceStride), Vector4.Load(source + 3 * sourceStride)));
        block.X.Store(target);
        block.Y.Store(target + targetStride);
        block.Z.Store(target + 2 * targetStride);
        block.W.Store(target + 3 * targetStride);
    }

    private float* Element(int row, int column) => Row(column / PanelColumns, row) + column % PanelColumns;
}
