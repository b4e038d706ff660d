using System.Runtime.InteropServices;

namespace MLNet.Mlp.Backends;

/// <summary>A row-major matrix of floats whose rows are filled up to whole vectors and start on 64-byte boundaries, as
/// <see cref="MatMul"/> wants them. The columns beyond the last start as zeros, and all that is done to them keeps
/// them so.</summary>
internal sealed unsafe class PaddedMatrix
{
    private readonly AlignedBuffer _buffer;
    private readonly nint[] _rows;

    public PaddedMatrix(int rowCount, int columnCount)
    {
        (RowCount, ColumnCount, Stride) = (rowCount, columnCount, MatMul.Pad(columnCount));
        _buffer = new AlignedBuffer((long)rowCount * Stride);
        _rows = GC.AllocateUninitializedArray<nint>(rowCount, pinned: true);
        for (var row = 0; row < rowCount; row++) _rows[row] = (nint)Row(row);
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Pointers to the rows. Valid while this object is reachable.</summary>
    public float** RowPointers => (float**)Marshal.UnsafeAddrOfPinnedArrayElement(_rows, 0);

    /// <summary>Where a row starts. Valid while this object is reachable.</summary>
    public float* Row(int row) => _buffer.Pointer + (nint)row * Stride;

    /// <summary>The numbers of a row, without the filling.</summary>
    public Span<float> Values(int row) => new(Row(row), ColumnCount);
}
