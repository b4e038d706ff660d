using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>An array that the host writes and kernels read. It grows and never shrinks.</summary>
internal sealed class FusedHostedArray<T>(Gpu gpu) : IDisposable where T : unmanaged
{
    private T[] _host = [];
    private readonly GrowingBuffer<T> _buffer = new(gpu);
    private int _count;

    public ArrayView<T> View => _buffer.First(_host.Length);

    /// <summary>Room for so many elements, to be written before <see cref="Upload"/>.</summary>
    public Span<T> Resize(int count)
    {
        _count = count;
        if (count > _host.Length)
        {
            var length = Math.Max(count, 2 * _host.Length);
            _host = []; // Should there be no room for the new ones.
            _buffer.Reserve(length);
            _host = new T[length];
        }
        return _host.AsSpan(0, count);
    }

    /// <summary>Copies the elements to the device and waits for that, as the host may write the next ones
    /// then.</summary>
    public void Upload()
    {
        // By a span, which ILGPU pins; a reference it does not, and the garbage collector moves arrays.
        _buffer.First(_count).CopyFromCPU(gpu.Stream, (ReadOnlySpan<T>)_host.AsSpan(0, _count));
        gpu.Stream.Synchronize();
    }

    public void Dispose() => _buffer.Dispose();
}
