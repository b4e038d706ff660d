using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>A matrix of floats in the memory of the device, row-major. Rows are padded to a multiple of 4 floats, so
/// that each begins where a <see cref="Float4"/> may; the padding is 0 and stays so.</summary>
internal sealed class DeviceMatrix : IDisposable
{
    private readonly Gpu _gpu;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;

    public DeviceMatrix(Gpu gpu, int rowCount, int columnCount)
    {
        (_gpu, RowCount, ColumnCount, Stride) = (gpu, rowCount, columnCount, Pad(columnCount));
        _buffer = gpu.Allocate<float>((long)rowCount * Stride);
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    public MatrixView View => new(_buffer.View, RowCount, ColumnCount, Stride);

    public static int Pad(int columnCount) => (columnCount + 3) & ~3;

    /// <summary>Sets all values.</summary>
    /// <param name="values">rowCount x columnCount, row-major without padding.</param>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        var padded = new float[_buffer.Length];
        for (var row = 0; row < RowCount; row++)
            values.Slice(row * ColumnCount, ColumnCount).CopyTo(padded.AsSpan(row * Stride));
        _buffer.View.CopyFromCPU(_gpu.Stream, padded);
        _gpu.Stream.Synchronize();
    }

    /// <summary>Gets all values.</summary>
    /// <param name="values">rowCount x columnCount, row-major without padding.</param>
    public void CopyTo(Span<float> values)
    {
        var padded = new float[_buffer.Length];
        _buffer.View.CopyToCPU(_gpu.Stream, padded);
        _gpu.Stream.Synchronize();
        for (var row = 0; row < RowCount; row++)
            padded.AsSpan(row * Stride, ColumnCount).CopyTo(values[(row * ColumnCount)..]);
    }

    public void Dispose() => _buffer.Dispose();
}

/// <summary>A <see cref="DeviceMatrix"/> as an argument of a kernel.</summary>
internal readonly struct MatrixView(ArrayView<float> values, int rowCount, int columnCount, int stride)
{
    public readonly ArrayView<float> Values = values;
    public readonly int RowCount = rowCount, ColumnCount = columnCount, Stride = stride;

    /// <summary>Where a row begins.</summary>
    public long Row(int row) => (long)row * Stride;
}
