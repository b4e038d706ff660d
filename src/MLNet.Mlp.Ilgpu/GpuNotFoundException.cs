namespace MLNet.Mlp.Backends;

/// <summary>There is no GPU of that number. The message lists those that were found.</summary>
public sealed class GpuNotFoundException : InvalidOperationException
{
    internal GpuNotFoundException(int deviceId, IReadOnlyList<GpuDevice> found) : base(found.Count == 0
        ? $"There is no GPU {deviceId}, as none was found. A GPU needs its driver: NVIDIA's for CUDA, or one with " +
          "OpenCL 2.0 or later. Try to install it; or leave the device out, to use the CPU; or set FallbackToCpu, to " +
          "use the CPU where there is no GPU."
        : $"There is no GPU {deviceId}; found: {string.Join("; ", found)}. Try " +
          (found.Count == 1 ? "0." : $"a number from 0 to {found.Count - 1}."))
    {
    }
}
