using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>A device at work: one stream, on which all that is asked for happens in order.</summary>
internal sealed class Gpu : IDisposable
{
    /// <param name="accelerator">The device; it is disposed with this.</param>
    public Gpu(Accelerator accelerator)
    {
        Accelerator = accelerator;
        Stream = accelerator.CreateStream();
        // ILGPU's simulator has a thread of the operating system for each thread of a group.
        GroupSize = accelerator.AcceleratorType == AcceleratorType.CPU ? 16 : 256;
    }

    public Accelerator Accelerator { get; }

    public AcceleratorStream Stream { get; }

    /// <summary>Threads of a group in kernels that work for groups of any size: a power of two, from 16 to 256. Kernels
    /// read it as Group.DimX.</summary>
    public int GroupSize { get; }

    /// <summary>Kernels launched so far.</summary>
    public long LaunchCount { get; private set; }

    /// <summary>The stream, as the first argument of a kernel that is launched now.</summary>
    public AcceleratorStream Launch()
    {
        LaunchCount++;
        return Stream;
    }

    /// <summary>Memory of the device, all zeros.</summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long length) where T : unmanaged
    {
        var buffer = Accelerator.Allocate1D<T>(Math.Max(1, length)); // None of zero bytes.
        buffer.MemSetToZero(Stream);
        return buffer;
    }

    public void Dispose()
    {
        Stream.Dispose();
        Accelerator.Dispose();
    }
}
