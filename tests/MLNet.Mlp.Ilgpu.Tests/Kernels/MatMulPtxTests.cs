using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What becomes of the products of matrices on a CUDA device, with the factors and the epilogues that go
/// together in a layer: that of the way forward, that of the way back and that of the update.</summary>
public class MatMulPtxTests
{
    public static TheoryData<Type> Tiles => [typeof(Tile128), typeof(SmallTile<Side16>), typeof(SmallTile<Side8>)];

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Products_keep_all_in_registers_and_read_four_floats_at_a_time(Type tile)
    {
        using var compiler = new PtxCompiler(CudaArchitecture.SM_80);
        Check(typeof(RowLines), typeof(ColumnLines), typeof(Activate<GELU>));
        Check(typeof(RowLines), typeof(RowLines), typeof(Deactivate<GELU>));
        Check(typeof(ColumnLines), typeof(ColumnLines), typeof(UpdateWeights<AdamRule<GpuReal>>));

        void Check(Type a, Type b, Type epilogue)
        {
            var kernel = typeof(MatMulKernel).GetMethod(nameof(MatMulKernel.Run))!
                .MakeGenericMethod(tile, a, b, epilogue);
            var ptx = compiler.Compile(kernel, isImplicitlyGrouped: false);
            Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
            Assert.DoesNotContain(".f64", ptx, StringComparison.Ordinal);
            Assert.Contains("ld.v4.f32", ptx, StringComparison.Ordinal);
            Assert.Contains("ld.shared.v4.f32", ptx, StringComparison.Ordinal);
        }
    }
}
