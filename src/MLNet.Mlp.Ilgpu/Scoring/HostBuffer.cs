using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Page-locked memory of the host, which the device reads and writes while the host does something else. It
/// grows where it does not suffice.</summary>
internal sealed class HostBuffer<T>(Gpu gpu) : IDisposable where T : unmanaged
{
    private PageLockedArray1D<T>? _array;

    /// <summary>All of it. The device must be neither reading nor writing it.</summary>
    public Span<T> Span => _array is null ? [] : _array.Span;

    /// <summary>At least as many elements; those that are there stay, and new ones are zeros.</summary>
    public Span<T> Reserve(int length)
    {
        if (length <= Span.Length) return Span;
        var array = gpu.Accelerator.AllocatePageLocked1D<T>(length, uninitialized: false);
        Span.CopyTo(array.Span);
        _array?.Dispose();
        _array = array;
        return Span;
    }

    /// <summary>Starts to copy the first elements to the device.</summary>
    public void CopyTo(ArrayView<T> view, int count)
    {
        if (count > 0) view.CopyFromCPUUnsafeAsync(gpu.Stream, ref MemoryMarshal.GetReference(Span), count);
    }

    /// <summary>Starts to copy the first elements from the device.</summary>
    public void CopyFrom(ArrayView<T> view, int count)
    {
        if (count > 0) view.CopyToCPUUnsafeAsync(gpu.Stream, ref MemoryMarshal.GetReference(Span), count);
    }

    public void Dispose() => _array?.Dispose();
}
