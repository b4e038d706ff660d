using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What ILGPU's simulator cannot tell, as it does not run what ILGPU compiles for a GPU.</summary>
public class BarrierTests
{
    /// <summary>Three sums in a row by the same shared memory. ILGPU's strongest optimization reads the first sum after
    /// the barrier that it is before, where other threads are about to write what the second is made of.</summary>
    [Fact]
    public void What_is_read_before_a_barrier_stays_before_it()
    {
        using var compiler = new PtxCompiler(CudaArchitecture.SM_80);
        var kernel = typeof(BatchNormKernels).GetMethod(nameof(BatchNormKernels.MeasureKernel))!;
        var ptx = compiler.Compile(kernel, isImplicitlyGrouped: false);
        var order = ptx.Split('\n')
            .Select(line => line.Trim().Split([' ', '\t'])[0])
            .Where(code => code.StartsWith("bar", StringComparison.Ordinal) ||
                code.StartsWith("ld.shared", StringComparison.Ordinal) ||
                code.StartsWith("st.shared", StringComparison.Ordinal))
            .Select(code => code.Split('.')[0]);
        Assert.StartsWith(
            "st bar ld bar st bar ld bar st bar ld bar", string.Join(' ', order), StringComparison.Ordinal);
    }
}
