using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>What one call of <c>Fit</c> trains on, and why.</summary>
internal sealed class DeviceChoice : IDisposable
{
    private DeviceChoice(IBackend backend, bool isGpu, string reason) =>
        (Backend, IsGpu, Reason) = (backend, isGpu, reason);

    public IBackend Backend { get; }

    public bool IsGpu { get; }

    /// <summary>The device and why it is this one, for the log.</summary>
    public string Reason { get; }

    /// <summary>Chooses: <see cref="MlpOptions.Device"/> before <c>MLContext.GpuDeviceId</c>, and the CPU in place of a
    /// GPU that cannot be opened, where falling back is allowed.</summary>
    /// <param name="device">What the options say, or null.</param>
    /// <param name="contextGpuId">What the <c>MLContext</c> says, or null.</param>
    /// <param name="fallbackToCpu">Whether the CPU may be used instead of a GPU.</param>
    /// <param name="openGpu">Opens a GPU by its number.</param>
    /// <param name="warn">Is told when falling back.</param>
    /// <exception cref="InvalidOperationException">The GPU cannot be opened, and there is no falling back.</exception>
    public static DeviceChoice Make(
        MlpDevice? device, int? contextGpuId, bool fallbackToCpu, Func<int, OpenGpu> openGpu, Action<string> warn)
    {
        var source = device is null ? "MLContext.GpuDeviceId" : nameof(MlpOptions.Device);
        var value = device?.ToString() ?? contextGpuId?.ToString() ?? "null";
        if ((device is null ? contextGpuId : device.Value.GpuId) is not { } id)
            return new DeviceChoice(new SimdBackend(), isGpu: false, $"CPU, as {source} is {value}");
        try
        {
            var gpu = openGpu(id);
            return new DeviceChoice(gpu.Backend, isGpu: true, $"GPU {id}, {gpu.Description}, as {source} is {value}");
        }
        catch (Exception e)
        {
            var problem = $"{source} is {value}, which cannot be used. {e.Message}";
            if (!fallbackToCpu)
            {
                var remedy = device is null ? "Leave GpuDeviceId null" : "Try MlpDevice.Cpu";
                throw new InvalidOperationException(
                    $"{problem} {remedy} to train on the CPU, or set MLContext.FallbackToCpu.", e);
            }
            warn($"{problem} Falling back to the CPU.");
            return new DeviceChoice(new SimdBackend(), isGpu: false, $"CPU, in place of GPU {id}");
        }
    }

    public void Dispose() => (Backend as IDisposable)?.Dispose();
}
