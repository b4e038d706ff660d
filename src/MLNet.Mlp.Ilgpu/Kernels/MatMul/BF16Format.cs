using ILGPU;
using ILGPU.Runtime.Cuda;

namespace MLNet.Mlp.Backends;

/// <summary>Factors of 8 significant bits: mma.sync m16n8k16 of bfloat16 (PTX ISA, "Matrix Fragments for
/// mma.m16n8k16"). Thread 4 g + t of a warp has elements 2 t, 2 t + 1, 2 t + 8 and 2 t + 9 along k, in pairs, of lines
/// g and g + 8 of A and of line g of B.</summary>
internal readonly struct BF16Format : ITensorFormat
{
    private const string Multiply = "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 ";

    private const string Factors = ", {%0, %1, %2, %3}, {%4, %5}, ";

    public static int StepDepth => 16;

    /// <summary>To the nearest of 7 bits of fraction, ties to even, as cvt.rn.bf16 does; NaN stays NaN.</summary>
    public static float Round(float x)
    {
        var bits = Interop.FloatAsInt(x);
        return (bits & 0x7FFFFFFFu) > 0x7F800000u
            ? float.NaN
            : Interop.IntAsFloat((bits + 0x7FFFu + ((bits >> 16) & 1u)) & 0xFFFF0000u);
    }

    /// <summary>A pair of factors, the first in the lower half.</summary>
    public static uint Factor(ArrayView<float> slice, int start, int stride, int step, int half, int t, int line)
    {
        var index = start + (16 * step + 8 * half + 2 * t) * stride + line;
        return (Interop.FloatAsInt(slice[index]) >> 16) | (Interop.FloatAsInt(slice[index + stride]) & 0xFFFF0000u);
    }

    public static void MultiplyRow0(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3)
    {
        CudaAsm.Emit(Multiply + "{sum0, sum1, sum2, sum3}" + Factors + "{sum0, sum1, sum2, sum3}",
            a.X, a.Y, a.Z, a.W, b0.X, b0.Y);
        CudaAsm.Emit(Multiply + "{sum4, sum5, sum6, sum7}" + Factors + "{sum4, sum5, sum6, sum7}",
            a.X, a.Y, a.Z, a.W, b1.X, b1.Y);
        CudaAsm.Emit(Multiply + "{sum8, sum9, sum10, sum11}" + Factors + "{sum8, sum9, sum10, sum11}",
            a.X, a.Y, a.Z, a.W, b2.X, b2.Y);
        CudaAsm.Emit(Multiply + "{sum12, sum13, sum14, sum15}" + Factors + "{sum12, sum13, sum14, sum15}",
            a.X, a.Y, a.Z, a.W, b3.X, b3.Y);
    }

    public static void MultiplyRow1(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3)
    {
        CudaAsm.Emit(Multiply + "{sum16, sum17, sum18, sum19}" + Factors + "{sum16, sum17, sum18, sum19}",
            a.X, a.Y, a.Z, a.W, b0.X, b0.Y);
        CudaAsm.Emit(Multiply + "{sum20, sum21, sum22, sum23}" + Factors + "{sum20, sum21, sum22, sum23}",
            a.X, a.Y, a.Z, a.W, b1.X, b1.Y);
        CudaAsm.Emit(Multiply + "{sum24, sum25, sum26, sum27}" + Factors + "{sum24, sum25, sum26, sum27}",
            a.X, a.Y, a.Z, a.W, b2.X, b2.Y);
        CudaAsm.Emit(Multiply + "{sum28, sum29, sum30, sum31}" + Factors + "{sum28, sum29, sum30, sum31}",
            a.X, a.Y, a.Z, a.W, b3.X, b3.Y);
    }

    public static void MultiplyRow2(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3)
    {
        CudaAsm.Emit(Multiply + "{sum32, sum33, sum34, sum35}" + Factors + "{sum32, sum33, sum34, sum35}",
            a.X, a.Y, a.Z, a.W, b0.X, b0.Y);
        CudaAsm.Emit(Multiply + "{sum36, sum37, sum38, sum39}" + Factors + "{sum36, sum37, sum38, sum39}",
            a.X, a.Y, a.Z, a.W, b1.X, b1.Y);
        CudaAsm.Emit(Multiply + "{sum40, sum41, sum42, sum43}" + Factors + "{sum40, sum41, sum42, sum43}",
            a.X, a.Y, a.Z, a.W, b2.X, b2.Y);
        CudaAsm.Emit(Multiply + "{sum44, sum45, sum46, sum47}" + Factors + "{sum44, sum45, sum46, sum47}",
            a.X, a.Y, a.Z, a.W, b3.X, b3.Y);
    }

    public static void MultiplyRow3(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3)
    {
        CudaAsm.Emit(Multiply + "{sum48, sum49, sum50, sum51}" + Factors + "{sum48, sum49, sum50, sum51}",
            a.X, a.Y, a.Z, a.W, b0.X, b0.Y);
        CudaAsm.Emit(Multiply + "{sum52, sum53, sum54, sum55}" + Factors + "{sum52, sum53, sum54, sum55}",
            a.X, a.Y, a.Z, a.W, b1.X, b1.Y);
        CudaAsm.Emit(Multiply + "{sum56, sum57, sum58, sum59}" + Factors + "{sum56, sum57, sum58, sum59}",
            a.X, a.Y, a.Z, a.W, b2.X, b2.Y);
        CudaAsm.Emit(Multiply + "{sum60, sum61, sum62, sum63}" + Factors + "{sum60, sum61, sum62, sum63}",
            a.X, a.Y, a.Z, a.W, b3.X, b3.Y);
    }
}
