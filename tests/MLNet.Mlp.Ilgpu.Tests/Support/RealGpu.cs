using ILGPU.Runtime.OpenCL;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>The device that the tests of real devices run on: the first GPU. With MLNET_MLP_TEST_OPENCL=1 in the
/// environment a CPU that offers OpenCL will do where there is no GPU. PoCL 6.0 does with POCL_WORK_GROUP_METHOD=cbs;
/// its other ways to run a group leave out work where barriers are in conditions.</summary>
internal static class RealGpu
{
    private const string Missing = "No CUDA or OpenCL GPU found: the tier of the real device did not run.";

    private static readonly Lazy<CLDevice?> _standIn = new(FindStandIn);

    /// <summary>Why there is none, or null where there is one.</summary>
    public static string? WhyMissing => GpuDevice.All.Count > 0 || _standIn.Value is not null ? null : Missing;

    /// <summary>A backend on it.</summary>
    /// <param name="fuses">Whether it takes many steps of a small network in one launch.</param>
    public static GpuBackend CreateBackend(bool fuses = true) => _standIn.Value is { } device
        ? new GpuBackend(new OpenDevice(OpenDevice.CreateContext(), device)) { Fuses = fuses }
        : new GpuBackend { Fuses = fuses };

    private static CLDevice? FindStandIn() =>
        GpuDevice.All.Count == 0 && Environment.GetEnvironmentVariable("MLNET_MLP_TEST_OPENCL") == "1"
            ? CLDevice.GetDevices(device => device.Capabilities.GenericAddressSpace).OfType<CLDevice>().FirstOrDefault()
            : null;
}
