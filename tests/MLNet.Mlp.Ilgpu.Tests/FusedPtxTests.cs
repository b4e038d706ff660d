using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What becomes of the fused kernels on a CUDA device.</summary>
public class FusedPtxTests
{
    [Theory]
    [InlineData("TrainKernel")]
    [InlineData("UpdateAndSumKernel")]
    [InlineData("RunRowsKernel")]
    public void Kernels_keep_all_in_registers_and_read_four_floats_at_a_time(string kernel)
    {
        var ptx = Compile(typeof(FusedKernels<GELU, TestLoss, AdamRule<GpuReal>>), kernel);
        Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
        Assert.DoesNotContain(".f64", ptx, StringComparison.Ordinal);
        Assert.Contains("ld.v4.f32", ptx, StringComparison.Ordinal);
        Assert.Contains("ld.shared.v4.f32", ptx, StringComparison.Ordinal);
    }

    private static string Compile(Type kernels, string kernel)
    {
        using var compiler = new PtxCompiler(CudaArchitecture.SM_80);
        return compiler.Compile(kernels.GetMethod(kernel)!, isImplicitlyGrouped: false);
    }
}
