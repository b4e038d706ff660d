using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>All of the tensor cores' products that can be checked without any: the rounding of factors, which thread
/// has which of them, where the sums go, and that the instruction is there. The tables are those of the PTX
/// manual.</summary>
public sealed class TensorTileTests : IDisposable
{
    private const int Stride = 136;

    private readonly Context _context = Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia));

    public void Dispose() => _context.Dispose();

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(-3.14159274f, -3.140625f)]
    [InlineData(1.00048828f, 1.00097656f)] // A tie, away from zero.
    [InlineData(-1.00048828f, -1.00097656f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void TF32_has_ten_bits_of_fraction(float x, float expected) => Assert.Equal(expected, TF32Format.Round(x));

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(-3.14159274f, -3.140625f)]
    [InlineData(1.00390625f, 1f)] // Ties, to even.
    [InlineData(1.01171875f, 1.015625f)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void BF16_has_seven_bits_of_fraction(float x, float expected) => Assert.Equal(expected, BF16Format.Round(x));

    [Fact]
    public void Rounding_is_off_by_no_more_than_the_precision_says()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var x = BitConverter.Int32BitsToSingle(random.Next(0x00800000, 0x7F000000));
            Assert.InRange(Math.Abs(TF32Format.Round(x) - (double)x), 0, x * Math.Pow(2, -11));
            Assert.InRange(Math.Abs(BF16Format.Round(x) - (double)x), 0, x * Math.Pow(2, -8));
        }
    }

    /// <summary>A warp's registers have 16 rows of A and 8 columns of B, each factor where the manual says.</summary>
    [Fact]
    public void The_factors_of_TF32_are_where_the_instruction_wants_them() => CheckFactors<TF32Format>();

    [Fact]
    public void The_factors_of_BF16_are_where_the_instruction_wants_them() => CheckFactors<BF16Format>();

    [Fact]
    public void Neighbours_exchange_sums_so_that_each_has_four_side_by_side()
    {
        using var accelerator = _context.Devices[0].CreateAccelerator(_context);
        using var buffer = accelerator.Allocate1D<float>(16 * 8);
        accelerator.LoadKernel<ArrayView<float>>(ExchangeKernel)(
            accelerator.DefaultStream, new KernelConfig(1, 32), buffer.View);
        accelerator.Synchronize();
        Assert.Equal(Enumerable.Range(0, 16 * 8).Select(i => (float)i), buffer.GetAsArray1D());
    }

    [Fact]
    public void The_instructions_are_in_the_PTX_and_their_sums_in_registers()
    {
        Check<TF32Format>("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32");
        Check<BF16Format>("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32");

        static void Check<TFormat>(string instruction) where TFormat : unmanaged, ITensorFormat
        {
            var ptx = PtxOf<TFormat>();
            Assert.Equal(16, ptx.Split(instruction).Length - 1);
            Assert.DoesNotContain(".f64", ptx, StringComparison.Ordinal);
            // Sums are named registers; ILGPU reads them by way of local memory, but only once, at the end.
            var start = ptx.IndexOf(instruction, StringComparison.Ordinal);
            var products = ptx[start..ptx.LastIndexOf(instruction, StringComparison.Ordinal)];
            Assert.DoesNotContain(".local", products, StringComparison.Ordinal);
            Assert.Single(ptx.Split(".reg .f32 sum<64>").Skip(1));
        }
    }

    internal static void ExchangeKernel(ArrayView<float> result)
    {
        int g = Group.IdxX / 4, t = Group.IdxX % 4;
        var sums = TensorSums.Exchange(new Float4(
            8 * g + 2 * t, 8 * g + 2 * t + 1, 8 * (g + 8) + 2 * t, 8 * (g + 8) + 2 * t + 1));
        var index = 8 * TensorSums.Row(Group.IdxX) + TensorSums.Column(Group.IdxX);
        Float4.Store(result, index, sums);
    }

    private void CheckFactors<TFormat>() where TFormat : unmanaged, ITensorFormat
    {
        var random = new Random(1);
        float[] a = [.. Noise()], b = [.. Noise()];
        using var accelerator = _context.Devices[0].CreateAccelerator(_context);
        using MemoryBuffer1D<float, Stride1D.Dense> onA = accelerator.Allocate1D(a), onB = accelerator.Allocate1D(b);
        var depth = TFormat.StepDepth;
        for (var step = 0; step < 16 / depth; step++)
        {
            // rows[i, k] and columns[k, j] from the registers of the 32 threads.
            double[,] rows = new double[16, depth], columns = new double[depth, 8];
            for (var lane = 0; lane < 32; lane++)
            {
                int g = lane / 4, t = lane % 4;
                for (var half = 0; half < 2; half++)
                {
                    (int K, double Factor)[] Of(ArrayView<float> slice, int line) =>
                        Unpack(TFormat.Factor(slice, 0, Stride, step, half, t, line), half, t, depth);
                    foreach (var (k, factor) in Of(onA.View, g)) rows[g, k] = factor;
                    foreach (var (k, factor) in Of(onA.View, g + 8)) rows[g + 8, k] = factor;
                    foreach (var (k, factor) in Of(onB.View, g)) columns[k, g] = factor;
                }
            }
            for (var k = 0; k < depth; k++)
            {
                var start = (step * depth + k) * Stride;
                for (var i = 0; i < 16; i++) Assert.Equal(a[start + i], (float)rows[i, k]);
                for (var j = 0; j < 8; j++) Assert.Equal(b[start + j], (float)columns[k, j]);
            }
        }

        IEnumerable<float> Noise() =>
            Enumerable.Range(0, 16 * Stride).Select(_ => TFormat.Round(random.NextSingle() - 0.5f));
    }

    /// <summary>Which steps along k a register has, by the manual's tables, and their factors.</summary>
    private static (int K, double Factor)[] Unpack(uint register, int half, int t, int depth) => depth == 8
        ? [(t + 4 * half, BitConverter.UInt32BitsToSingle(register))]
        :
        [
            (2 * t + 8 * half, BitConverter.UInt32BitsToSingle(register << 16)),
            (2 * t + 8 * half + 1, BitConverter.UInt32BitsToSingle(register & 0xFFFF0000)),
        ];

    private static string PtxOf<TFormat>() where TFormat : unmanaged, ITensorFormat
    {
        var kernel = ((Action<int, int, int, RowLines, ColumnLines, StoreSums>)
            MatMulKernel.Run<TensorTile<TFormat>, RowLines, ColumnLines, StoreSums>).Method;
        using var compiler = new PtxCompiler(CudaArchitecture.SM_80);
        return compiler.Compile(kernel, isImplicitlyGrouped: false);
    }
}
