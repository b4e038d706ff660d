using ILGPU;
using ILGPU.Runtime.CPU;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>ILGPU's simulator of a GPU, for tests of kernels. It is slow: a thread of the operating system for each
/// thread of a group, and groups of 16.</summary>
internal static class TestGpu
{
    /// <summary>A simulated GPU, which is not thread-safe: one for each test class. Its context lives as long as the
    /// process.</summary>
    public static Gpu Create()
    {
        var context = Context.Create(builder => builder.DefaultCPU().Optimize(OptimizationLevel.O2));
        return new Gpu(context.CreateCPUAccelerator(0));
    }

    /// <summary>A backend on a simulated GPU of its own.</summary>
    /// <param name="fuses">Whether it takes many steps of a small network in one launch.</param>
    public static GpuBackend CreateBackend(bool fuses = true) =>
        new(OpenDevice.CreateContext(), CPUDevice.Default) { Fuses = fuses };
}
