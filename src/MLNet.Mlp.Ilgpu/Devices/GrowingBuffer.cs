using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Memory of the device that is exchanged for more where it does not suffice, and never for less.</summary>
internal sealed class GrowingBuffer<T>(Gpu gpu) : IDisposable where T : unmanaged
{
    private MemoryBuffer1D<T, Stride1D.Dense>? _buffer = gpu.Allocate<T>(1);

    public long Capacity => _buffer?.Length ?? 0;

    /// <summary>The first elements of it; what they were is lost where it grows, and they are zeros then.</summary>
    public ArrayView<T> Reserve(long length)
    {
        if (_buffer is null || length > Capacity)
        {
            gpu.Stream.Synchronize(); // What is asked for must not find it gone.
            _buffer?.Dispose(); // First, as there might not be room for both.
            _buffer = null; // Nor for the new one alone, and then there is none.
            _buffer = gpu.Allocate<T>(length);
        }
        return First(length);
    }

    /// <summary>The first elements of it, of which there must be as many.</summary>
    public ArrayView<T> First(long length) => ((ArrayView<T>)_buffer!.View).SubView(0, length);

    public void Dispose() => _buffer?.Dispose();
}
