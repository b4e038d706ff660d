using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Memory of the host that the device reads by itself, so that the host need not wait for a copy from it but
/// before it writes there again.</summary>
internal sealed class StagingBuffer : IDisposable
{
    private readonly Gpu _gpu;
    private readonly PageLockedArray1D<byte> _bytes;
    private readonly StreamMark _read;

    public StagingBuffer(Gpu gpu, int byteCount)
    {
        (_gpu, _read) = (gpu, new StreamMark(gpu));
        _bytes = gpu.Accelerator.AllocatePageLocked1D<byte>(byteCount, uninitialized: true);
    }

    /// <summary>All of the memory, to be written: waits until it has been read.</summary>
    public Span<T> Write<T>() where T : unmanaged
    {
        _read.Wait();
        return MemoryMarshal.Cast<byte, T>(_bytes.Span);
    }

    /// <summary>Starts to copy the first elements to the beginning of a view.</summary>
    public void CopyTo<T>(ArrayView<T> view, int count) where T : unmanaged
    {
        if (count == 0) return;
        // The length goes with the call: on OpenCL a copy from a part of a buffer would copy the whole of it.
        view.CopyFromCPUUnsafeAsync(
            _gpu.Stream, ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, T>(_bytes.Span)), count);
        _read.Set();
    }

    public void Dispose()
    {
        _read.Wait();
        _read.Dispose();
        _bytes.Dispose();
    }
}
