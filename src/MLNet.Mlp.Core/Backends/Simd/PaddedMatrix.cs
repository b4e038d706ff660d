namespace MLNet.Mlp.Backends;

/// <summary>A row-major matrix of floats whose rows are filled up to whole vectors and start on 64-byte boundaries, as
/// <see cref="MatMul"/> wants them. The columns beyond the last start as zeros, and all that is done to them keeps
/// them so.</summary>
internal sealed unsafe class PaddedMatrix(int rowCount, int columnCount)
{
    private readonly AlignedBuffer _buffer = new((long)rowCount * MatMul.Pad(columnCount));

    public int RowCount => rowCount;

    public int ColumnCount => columnCount;

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; } = MatMul.Pad(columnCount);

    /// <summary>All floats, the filling included.</summary>
    public Span<float> Span => _buffer.Span;

    /// <summary>Where a row starts. Valid while this object is reachable.</summary>
    public float* Row(int row) => _buffer.Pointer + (nint)row * Stride;

    /// <summary>The numbers of a row, without the filling.</summary>
    public Span<float> Values(int row) => new(Row(row), columnCount);

    /// <summary>Rows start .. end - 1, the filling included.</summary>
    public Span<float> Rows(int start, int end) => new(Row(start), checked((end - start) * Stride));

    /// <summary>Fills the matrix from its transpose without filling, columnCount x rowCount.</summary>
    public void SetTransposed(ReadOnlySpan<float> source)
    {
        for (var row = 0; row < rowCount; row++)
        {
            var values = Values(row);
            for (var column = 0; column < values.Length; column++) values[column] = source[column * rowCount + row];
        }
    }

    /// <summary>Writes the transpose without filling, columnCount x rowCount.</summary>
    public void CopyTransposedTo(Span<float> destination)
    {
        for (var row = 0; row < rowCount; row++)
        {
            var values = Values(row);
            for (var column = 0; column < values.Length; column++)
                destination[column * rowCount + row] = values[column];
        }
    }
}
