using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace MLNet.Mlp.Backends;

/// <summary>A device at work: one stream, on which all that is asked for happens in order. Not thread-safe, but it may
/// be used from one thread after another once each has called <see cref="Enter"/>.</summary>
internal sealed class Gpu : IDisposable
{
    private readonly IDisposable _user;
    private bool _isDisposed;

    /// <param name="accelerator">The device.</param>
    /// <param name="kernels">Its kernels.</param>
    /// <param name="user">What is disposed with this: a user of the device, which others may use at the same time.
    /// </param>
    public Gpu(Accelerator accelerator, LoadedKernels kernels, IDisposable user)
    {
        (Accelerator, Kernels, _user) = (accelerator, kernels, user);
        Enter();
        Stream = accelerator.CreateStream();
        // ILGPU's simulator has a thread of the operating system for each thread of a group.
        GroupSize = accelerator.AcceleratorType == AcceleratorType.CPU ? 16 : 256;
    }

    public Accelerator Accelerator { get; }

    /// <summary>Where kernels are loaded from.</summary>
    public LoadedKernels Kernels { get; }

    public AcceleratorStream Stream { get; }

    /// <summary>Threads of a group in kernels that work for groups of any size: a power of two, from 16 to 256. Kernels
    /// read it as Group.DimX.</summary>
    public int GroupSize { get; }

    /// <summary>Whether it has the tensor cores that <see cref="TensorTile{TFormat}"/> needs.</summary>
    public bool HasTensorCores =>
        Accelerator is CudaAccelerator cuda && cuda.Architecture >= CudaArchitecture.SM_80;

    /// <summary>Kernels launched so far.</summary>
    public long LaunchCount { get; private set; }

    /// <summary>Makes the device the one that this thread uses.</summary>
    public void Enter()
    {
        Accelerator.Bind();
        // ILGPU remembers what it made a thread's device, but another library may have changed that since.
        if (Accelerator is CudaAccelerator)
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.SetCurrentContext(Accelerator.NativePtr));
    }

    /// <summary>The stream, as the first argument of a kernel that is launched now.</summary>
    public AcceleratorStream Launch()
    {
        LaunchCount++;
        return Stream;
    }

    /// <summary>Memory of the device, all zeros.</summary>
    /// <exception cref="GpuFailedException">There is not enough.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long length) where T : unmanaged
    {
        length = Math.Max(1, length); // None of zero bytes.
        MemoryBuffer1D<T, Stride1D.Dense> buffer;
        try
        {
            buffer = Accelerator.Allocate1D<T>(length);
        }
        catch (AcceleratorException e) when (GpuFailure.IsOutOfMemory(e))
        {
            buffer = AllocateAfterCollection<T>(length);
        }
        buffer.MemSetToZero(Stream);
        return buffer;
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        try
        {
            Stream.Dispose();
        }
        finally
        {
            _user.Dispose();
        }
    }

    /// <summary>Disposes what may have failed already, and has been told of then.</summary>
    public void DisposeQuietly()
    {
        try
        {
            Dispose();
        }
        catch (AcceleratorException)
        {
        }
    }

    /// <summary>Memory that nobody uses any more, and nobody has disposed, is freed first: scorers need not be
    /// disposed.</summary>
    private MemoryBuffer1D<T, Stride1D.Dense> AllocateAfterCollection<T>(long length) where T : unmanaged
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            return Accelerator.Allocate1D<T>(length);
        }
        catch (AcceleratorException e) when (GpuFailure.IsOutOfMemory(e))
        {
            throw GpuFailure.Of(
                Accelerator.Name, e, length * Interop.SizeOf<T>(), (Accelerator as CudaAccelerator)?.GetFreeMemory());
        }
    }
}
