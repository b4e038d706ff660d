using System.Reflection;
using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What becomes of the kernels for sparse rows on a CUDA device.</summary>
public class SparsePtxTests
{
    [Theory]
    [InlineData(typeof(SparseRowSums))]
    [InlineData(typeof(SeenInputGradients))]
    [InlineData(typeof(SeenInputUpdates<AdamRule<GpuReal>>))]
    public void Sums_are_kept_in_registers_and_read_four_floats_at_a_time(Type sums)
    {
        var ptx = Compile(typeof(GatheredSumKernel), nameof(GatheredSumKernel.Run), sums);
        Assert.Contains("ld.v4.f32", ptx, StringComparison.Ordinal);
        Assert.Contains("st.shared.v4.f32", ptx, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(SeenInputsKernels), nameof(SeenInputsKernels.Count))]
    [InlineData(typeof(SeenInputsKernels), nameof(SeenInputsKernels.Place))]
    [InlineData(typeof(SeenInputsKernels), nameof(SeenInputsKernels.Scatter))]
    [InlineData(typeof(SortedEntries), nameof(SortedEntries.Sort))]
    [InlineData(typeof(SeenInputsUpdateKernel), nameof(SeenInputsUpdateKernel.Run), typeof(AdamRule<GpuReal>))]
    public void Other_kernels_need_no_local_memory(Type kernels, string kernel, params Type[] arguments) =>
        Compile(kernels, kernel, arguments);

    private static string Compile(Type kernels, string kernel, params Type[] arguments)
    {
        using var compiler = new PtxCompiler(CudaArchitecture.SM_80);
        var method = kernels.GetMethod(kernel, BindingFlags.Public | BindingFlags.Static)!;
        if (arguments.Length > 0) method = method.MakeGenericMethod(arguments);
        var ptx = compiler.Compile(method, isImplicitlyGrouped: false);
        Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
        Assert.DoesNotContain(".f64", ptx, StringComparison.Ordinal);
        return ptx;
    }
}
