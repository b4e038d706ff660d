using ILGPU.Runtime.Cuda;

namespace MLNet.Mlp.Backends;

/// <summary>A place in the stream of a device that the host can wait for, without waiting for what comes after
/// it.</summary>
internal sealed class StreamMark(Gpu gpu) : IDisposable
{
    private bool _isSet;
    private nint _event;

    /// <summary>Marks the place behind all that has been asked for so far.</summary>
    public void Set()
    {
        _isSet = true;
        // Elsewhere ILGPU offers nothing but to wait for the whole stream.
        if (gpu.Stream is not CudaStream stream) return;
        using var binding = gpu.Accelerator.BindScoped();
        if (_event == 0)
            CudaException.ThrowIfFailed(
                CudaAPI.CurrentAPI.CreateEvent(out _event, CudaEventFlags.CU_EVENT_DISABLE_TIMING));
        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.RecordEvent(_event, stream.StreamPtr));
    }

    /// <summary>Waits until the device has come by the mark; at once where none was set since the last wait.</summary>
    public void Wait()
    {
        if (!_isSet) return;
        _isSet = false;
        if (_event == 0)
        {
            gpu.Stream.Synchronize();
            return;
        }
        using var binding = gpu.Accelerator.BindScoped();
        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.SynchronizeEvent(_event));
    }

    public void Dispose()
    {
        if (_event == 0) return;
        using var binding = gpu.Accelerator.BindScoped();
        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.DestroyEvent(_event));
        _event = 0;
    }
}
