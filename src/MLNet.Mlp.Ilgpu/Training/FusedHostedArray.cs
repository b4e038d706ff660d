using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>An array that the host writes and kernels read. It grows and never shrinks.</summary>
internal sealed class FusedHostedArray<T>(Gpu gpu) : IDisposable where T : unmanaged
{
    private T[] _host = [];
    private MemoryBuffer1D<T, Stride1D.Dense>? _buffer;
    private int _count;

    public ArrayView<T> View => _buffer!.View;

    /// <summary>Room for so many elements, to be written before <see cref="Upload"/>.</summary>
    public Span<T> Resize(int count)
    {
        _count = count;
        if (count > _host.Length)
        {
            gpu.Stream.Synchronize();
            var length = Math.Max(count, 2 * _host.Length);
            _buffer?.Dispose();
            (_buffer, _host) = (null, []); // Should there be no room for the new ones.
            _buffer = gpu.Allocate<T>(length);
            _host = new T[length];
        }
        return _host.AsSpan(0, count);
    }

    /// <summary>Copies the elements to the device and waits for that, as the host may write the next ones
    /// then.</summary>
    public void Upload()
    {
        _buffer!.View.SubView(0, _count).CopyFromCPU(gpu.Stream, ref _host[0], _count);
        gpu.Stream.Synchronize();
    }

    public void Dispose() => _buffer?.Dispose();
}
