using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>
/// A device that has been opened. Opening takes time and memory, so that all backends of this process share it, and
/// their sessions and scorers, too, each with streams of its own; so they share its kernels. It has as many users as
/// <see cref="Open"/>, <see cref="Share"/> and <see cref="CreateGpu"/> were called, each of which must be disposed; it
/// is closed with the last of them. So a backend may be disposed before its sessions. Thread-safe.</summary>
internal sealed class OpenDevice : IDisposable
{
    private static readonly Dictionary<int, OpenDevice> _byId = [];
    private static readonly Lock _lock = new();

    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly LoadedKernels _kernels;
    private int _userCount = 1;
    private bool _hasFailed;

    /// <summary>Opens a device for one user.</summary>
    /// <param name="context">It is disposed with this.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="GpuFailedException">The driver fails.</exception>
    public OpenDevice(Context context, Device device)
    {
        (_context, Name) = (context, NameOf(device));
        try
        {
            _accelerator = device.CreateAccelerator(context);
            _kernels = new LoadedKernels(_accelerator);
        }
        catch (Exception e)
        {
            context.Dispose();
            if (GpuFailure.Is(e)) throw GpuFailure.Of(Name, e);
            throw;
        }
    }

    /// <summary>For example "CUDA, NVIDIA H200".</summary>
    public string Name { get; }

    /// <summary>Opens a GPU of this computer, or adds a user where it is open.</summary>
    /// <exception cref="GpuNotFoundException">There is none of that number.</exception>
    /// <exception cref="GpuFailedException">The driver fails.</exception>
    public static OpenDevice Open(int id)
    {
        if ((uint)id >= (uint)FoundDevice.All.Count) throw new GpuNotFoundException(id, GpuDevice.All);
        lock (_lock)
        {
            if (_byId.TryGetValue(id, out var open)) return open.Share();
            return _byId[id] = new OpenDevice(CreateContext(), FoundDevice.All[id].Device!);
        }
    }

    /// <summary>ILGPU without devices of its own. It does not optimize as much as it could: O2 moves what reads memory
    /// down to where the value is used, past barriers and past what other threads then write there.</summary>
    public static Context CreateContext() => Context.Create(builder => builder.Optimize(OptimizationLevel.O1));

    /// <summary>Adds a user.</summary>
    public OpenDevice Share()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_userCount == 0, this);
            _userCount++;
            return this;
        }
    }

    /// <summary>A stream for one session or scorer, as a user of its own.</summary>
    public Gpu CreateGpu()
    {
        Share();
        try
        {
            return new Gpu(_accelerator, _kernels, this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Notes an exception. A device that has failed in another way than for want of memory is of no more use
    /// to those that have opened it, but may be to those that open it from now on.</summary>
    /// <returns>What to throw instead.</returns>
    public GpuFailedException Fail(Exception e)
    {
        if (GpuFailure.IsOutOfMemory(e)) return GpuFailure.Of(Name, e);
        lock (_lock)
        {
            _hasFailed = true;
            Forget();
        }
        return GpuFailure.Of(Name, e);
    }

    /// <summary>Takes one user off.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (--_userCount > 0) return;
            Forget();
            try
            {
                _accelerator.Dispose();
            }
            catch (AcceleratorException) when (_hasFailed)
            {
                // Whoever used it has been told.
            }
            finally
            {
                _context.Dispose();
            }
        }
    }

    private static string NameOf(Device device)
    {
        var kind = device.AcceleratorType == AcceleratorType.Cuda
            ? FoundDevice.Cuda
            : device.AcceleratorType.ToString();
        return $"{kind}, {device.Name.Trim()}";
    }

    private void Forget()
    {
        foreach (var (id, device) in _byId)
            if (device == this) _byId.Remove(id);
    }
}
