using ILGPU.Runtime.CPU;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>ILGPU's simulator of a GPU, for tests of kernels. It is slow: a thread of the operating system for each
/// thread of a group, and groups of 16. All tests share one, so that each kernel is compiled once.</summary>
internal static class TestGpu
{
    private static readonly Lazy<OpenDevice> _device = new(() => OpenAnother());

    /// <summary>A stream of the simulator, which is not thread-safe: one for each test class.</summary>
    public static Gpu Create() => _device.Value.CreateGpu();

    /// <summary>A backend on the simulator.</summary>
    /// <param name="fuses">Whether it takes many steps of a small network in one launch.</param>
    public static GpuBackend CreateBackend(bool fuses = true) => new(Share()) { Fuses = fuses };

    /// <summary>The simulator, for one more user.</summary>
    public static OpenDevice Share() => _device.Value.Share();

    /// <summary>A simulator of one's own, for tests of how devices are opened and closed.</summary>
    public static OpenDevice OpenAnother(int multiprocessorCount = 1) =>
        new(OpenDevice.CreateContext(), new CPUDevice(4, 4, multiprocessorCount));
}
