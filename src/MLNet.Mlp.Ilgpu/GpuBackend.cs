namespace MLNet.Mlp.Backends;

/// <summary>Training and scoring on a GPU, through CUDA or OpenCL. Thread-safe. Sessions and scorers work at the same
/// time, each on streams of its own, and go on when the backend has been disposed; all backends of a device share what
/// the driver keeps for it, which is given back with the last of them, of their sessions and scorers.</summary>
public sealed class GpuBackend : IBackend, IDisposable
{
    private readonly OpenDevice _device;
    private int _isDisposed;

    /// <summary>Opens a GPU.</summary>
    /// <param name="deviceId">Its number among <see cref="GpuDevice.All"/>.</param>
    /// <exception cref="GpuNotFoundException">There is none of that number.</exception>
    /// <exception cref="GpuFailedException">Its driver fails.</exception>
    public GpuBackend(int deviceId = 0) => _device = OpenDevice.Open(deviceId);

    /// <param name="device">Any device of ILGPU's, such as its simulator on the CPU, of which the backend is one user.
    /// </param>
    internal GpuBackend(OpenDevice device) => _device = device;

    /// <inheritdoc/>
    public string Name => _device.Name;

    /// <summary>Whether small networks take many steps in one launch. Tests that are about layers switch it off.
    /// </summary>
    internal bool Fuses { get; init; } = true;

    /// <inheritdoc/>
    /// <exception cref="GpuFailedException">The device has not enough memory, or it fails.</exception>
    public ITrainingSession StartTraining(Network network, TrainingOptions options)
    {
        var gpu = Open();
        return Make(gpu, () => new GuardedSession(_device, gpu, CreateSession(gpu, network, options)));
    }

    /// <inheritdoc/>
    /// <remarks>The scorer is also <see cref="IDisposable"/>; until it is disposed it keeps memory of the
    /// device.</remarks>
    /// <exception cref="GpuFailedException">The device has not enough memory, or it fails.</exception>
    public IScorer CreateScorer(Network network)
    {
        var gpu = Open();
        return Make(gpu, () => new GpuScorer(_device, gpu, network));
    }

    /// <summary>Gives the device back, once all sessions and scorers have done so.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) _device.Dispose();
    }

    private ITrainingSession CreateSession(Gpu gpu, Network network, TrainingOptions options) =>
        GpuTrainingSession.Create(gpu, network, options, Fuses);

    private Gpu Open()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        try
        {
            return _device.CreateGpu();
        }
        catch (Exception e) when (GpuFailure.Is(e))
        {
            throw _device.Fail(e);
        }
    }

    /// <summary>Makes what works on a stream, or gives the stream back.</summary>
    private T Make<T>(Gpu gpu, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e)
        {
            var failure = GpuFailure.Is(e) ? _device.Fail(e) : null;
            gpu.DisposeQuietly();
            if (failure is not null) throw failure;
            throw;
        }
    }
}
