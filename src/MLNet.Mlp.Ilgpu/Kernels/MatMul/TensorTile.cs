using ILGPU;
using ILGPU.Runtime.Cuda;

namespace MLNet.Mlp.Backends;

/// <summary>
/// 128 x 128 sums of a group of 256 threads, by the tensor cores of an NVIDIA GPU from compute capability 8.0 on. Each
/// of the eight warps has 64 rows and 32 columns: four times four tiles of 16 x 8, to which one instruction adds.
/// <para>Of a tile, thread 4 g + t of the warp has the sums of columns 2 t and 2 t + 1 in row g, and those in row g + 8
/// (PTX ISA, "Matrix Fragments for mma.m16n8k8"). They stay in registers that are named here, as ILGPU would keep what
/// an instruction both reads and writes in memory.</para>
/// </summary>
/// <typeparam name="TFormat">The kind of factors.</typeparam>
internal readonly struct TensorTile<TFormat> : ITile<TensorTile<TFormat>> where TFormat : unmanaged, ITensorFormat
{
    public static int Size => 128;

    public static int Side => 16;

    public static int Depth => 16;

    // 8 more than a multiple of 32: the 32 threads of a warp then read factors from 32 banks.
    public static int SliceStride => 136;

    private static int FirstRow => Group.IdxX / 128 * 64;

    private static int FirstColumn => Group.IdxX / 32 % 4 * 32;

    /// <summary>The g of the thread.</summary>
    private static int Line => Group.IdxX % 32 / 4;

    /// <summary>The t of the thread.</summary>
    private static int Place => Group.IdxX % 4;

    /// <summary>Declares the registers. ILGPU ends what is emitted by a semicolon, which the comment swallows.
    /// </summary>
    public static TensorTile<TFormat> Begin()
    {
        CudaAsm.Emit(
            ".reg .f32 sum<64>;"
            + " mov.f32 sum0, 0f00000000; mov.f32 sum1, 0f00000000;"
            + " mov.f32 sum2, 0f00000000; mov.f32 sum3, 0f00000000;"
            + " mov.f32 sum4, 0f00000000; mov.f32 sum5, 0f00000000;"
            + " mov.f32 sum6, 0f00000000; mov.f32 sum7, 0f00000000;"
            + " mov.f32 sum8, 0f00000000; mov.f32 sum9, 0f00000000;"
            + " mov.f32 sum10, 0f00000000; mov.f32 sum11, 0f00000000;"
            + " mov.f32 sum12, 0f00000000; mov.f32 sum13, 0f00000000;"
            + " mov.f32 sum14, 0f00000000; mov.f32 sum15, 0f00000000;"
            + " mov.f32 sum16, 0f00000000; mov.f32 sum17, 0f00000000;"
            + " mov.f32 sum18, 0f00000000; mov.f32 sum19, 0f00000000;"
            + " mov.f32 sum20, 0f00000000; mov.f32 sum21, 0f00000000;"
            + " mov.f32 sum22, 0f00000000; mov.f32 sum23, 0f00000000;"
            + " mov.f32 sum24, 0f00000000; mov.f32 sum25, 0f00000000;"
            + " mov.f32 sum26, 0f00000000; mov.f32 sum27, 0f00000000;"
            + " mov.f32 sum28, 0f00000000; mov.f32 sum29, 0f00000000;"
            + " mov.f32 sum30, 0f00000000; mov.f32 sum31, 0f00000000;"
            + " mov.f32 sum32, 0f00000000; mov.f32 sum33, 0f00000000;"
            + " mov.f32 sum34, 0f00000000; mov.f32 sum35, 0f00000000;"
            + " mov.f32 sum36, 0f00000000; mov.f32 sum37, 0f00000000;"
            + " mov.f32 sum38, 0f00000000; mov.f32 sum39, 0f00000000;"
            + " mov.f32 sum40, 0f00000000; mov.f32 sum41, 0f00000000;"
            + " mov.f32 sum42, 0f00000000; mov.f32 sum43, 0f00000000;"
            + " mov.f32 sum44, 0f00000000; mov.f32 sum45, 0f00000000;"
            + " mov.f32 sum46, 0f00000000; mov.f32 sum47, 0f00000000;"
            + " mov.f32 sum48, 0f00000000; mov.f32 sum49, 0f00000000;"
            + " mov.f32 sum50, 0f00000000; mov.f32 sum51, 0f00000000;"
            + " mov.f32 sum52, 0f00000000; mov.f32 sum53, 0f00000000;"
            + " mov.f32 sum54, 0f00000000; mov.f32 sum55, 0f00000000;"
            + " mov.f32 sum56, 0f00000000; mov.f32 sum57, 0f00000000;"
            + " mov.f32 sum58, 0f00000000; mov.f32 sum59, 0f00000000;"
            + " mov.f32 sum60, 0f00000000; mov.f32 sum61, 0f00000000;"
            + " mov.f32 sum62, 0f00000000; mov.f32 sum63, 0f00000000;"
            + " // %0",
            0); // ILGPU takes no instruction without an argument.
        return default;
    }

    public static Float4 Round(Float4 factors) => new(
        TFormat.Round(factors.X), TFormat.Round(factors.Y), TFormat.Round(factors.Z), TFormat.Round(factors.W));

    public static void MultiplyAdd(
        ref TensorTile<TFormat> tile, ArrayView<float> a, ArrayView<float> b, int start)
    {
        for (var step = 0; step < Depth / TFormat.StepDepth; step++)
        {
            Factors2 b0 = Columns(b, start, step, 0), b1 = Columns(b, start, step, 8);
            Factors2 b2 = Columns(b, start, step, 16), b3 = Columns(b, start, step, 24);
            TFormat.MultiplyRow0(Rows(a, start, step, 0), b0, b1, b2, b3);
            TFormat.MultiplyRow1(Rows(a, start, step, 16), b0, b1, b2, b3);
            TFormat.MultiplyRow2(Rows(a, start, step, 32), b0, b1, b2, b3);
            TFormat.MultiplyRow3(Rows(a, start, step, 48), b0, b1, b2, b3);
        }
    }

    public static void Store<TEpilogue>(
        TensorTile<TFormat> tile, TEpilogue epilogue, int row, int column, int rowCount, int columnCount)
        where TEpilogue : struct, IEpilogue
    {
        row += FirstRow;
        column += FirstColumn;
        CudaAsm.Emit("mov.f32 %0, sum0", out float s0);
        CudaAsm.Emit("mov.f32 %0, sum1", out float s1);
        CudaAsm.Emit("mov.f32 %0, sum2", out float s2);
        CudaAsm.Emit("mov.f32 %0, sum3", out float s3);
        Store(epilogue, row, column, rowCount, columnCount, new Float4(s0, s1, s2, s3));
        CudaAsm.Emit("mov.f32 %0, sum4", out float s4);
        CudaAsm.Emit("mov.f32 %0, sum5", out float s5);
        CudaAsm.Emit("mov.f32 %0, sum6", out float s6);
        CudaAsm.Emit("mov.f32 %0, sum7", out float s7);
        Store(epilogue, row, column + 8, rowCount, columnCount, new Float4(s4, s5, s6, s7));
        CudaAsm.Emit("mov.f32 %0, sum8", out float s8);
        CudaAsm.Emit("mov.f32 %0, sum9", out float s9);
        CudaAsm.Emit("mov.f32 %0, sum10", out float s10);
        CudaAsm.Emit("mov.f32 %0, sum11", out float s11);
        Store(epilogue, row, column + 16, rowCount, columnCount, new Float4(s8, s9, s10, s11));
        CudaAsm.Emit("mov.f32 %0, sum12", out float s12);
        CudaAsm.Emit("mov.f32 %0, sum13", out float s13);
        CudaAsm.Emit("mov.f32 %0, sum14", out float s14);
        CudaAsm.Emit("mov.f32 %0, sum15", out float s15);
        Store(epilogue, row, column + 24, rowCount, columnCount, new Float4(s12, s13, s14, s15));
        CudaAsm.Emit("mov.f32 %0, sum16", out float s16);
        CudaAsm.Emit("mov.f32 %0, sum17", out float s17);
        CudaAsm.Emit("mov.f32 %0, sum18", out float s18);
        CudaAsm.Emit("mov.f32 %0, sum19", out float s19);
        Store(epilogue, row + 16, column, rowCount, columnCount, new Float4(s16, s17, s18, s19));
        CudaAsm.Emit("mov.f32 %0, sum20", out float s20);
        CudaAsm.Emit("mov.f32 %0, sum21", out float s21);
        CudaAsm.Emit("mov.f32 %0, sum22", out float s22);
        CudaAsm.Emit("mov.f32 %0, sum23", out float s23);
        Store(epilogue, row + 16, column + 8, rowCount, columnCount, new Float4(s20, s21, s22, s23));
        CudaAsm.Emit("mov.f32 %0, sum24", out float s24);
        CudaAsm.Emit("mov.f32 %0, sum25", out float s25);
        CudaAsm.Emit("mov.f32 %0, sum26", out float s26);
        CudaAsm.Emit("mov.f32 %0, sum27", out float s27);
        Store(epilogue, row + 16, column + 16, rowCount, columnCount, new Float4(s24, s25, s26, s27));
        CudaAsm.Emit("mov.f32 %0, sum28", out float s28);
        CudaAsm.Emit("mov.f32 %0, sum29", out float s29);
        CudaAsm.Emit("mov.f32 %0, sum30", out float s30);
        CudaAsm.Emit("mov.f32 %0, sum31", out float s31);
        Store(epilogue, row + 16, column + 24, rowCount, columnCount, new Float4(s28, s29, s30, s31));
        CudaAsm.Emit("mov.f32 %0, sum32", out float s32);
        CudaAsm.Emit("mov.f32 %0, sum33", out float s33);
        CudaAsm.Emit("mov.f32 %0, sum34", out float s34);
        CudaAsm.Emit("mov.f32 %0, sum35", out float s35);
        Store(epilogue, row + 32, column, rowCount, columnCount, new Float4(s32, s33, s34, s35));
        CudaAsm.Emit("mov.f32 %0, sum36", out float s36);
        CudaAsm.Emit("mov.f32 %0, sum37", out float s37);
        CudaAsm.Emit("mov.f32 %0, sum38", out float s38);
        CudaAsm.Emit("mov.f32 %0, sum39", out float s39);
        Store(epilogue, row + 32, column + 8, rowCount, columnCount, new Float4(s36, s37, s38, s39));
        CudaAsm.Emit("mov.f32 %0, sum40", out float s40);
        CudaAsm.Emit("mov.f32 %0, sum41", out float s41);
        CudaAsm.Emit("mov.f32 %0, sum42", out float s42);
        CudaAsm.Emit("mov.f32 %0, sum43", out float s43);
        Store(epilogue, row + 32, column + 16, rowCount, columnCount, new Float4(s40, s41, s42, s43));
        CudaAsm.Emit("mov.f32 %0, sum44", out float s44);
        CudaAsm.Emit("mov.f32 %0, sum45", out float s45);
        CudaAsm.Emit("mov.f32 %0, sum46", out float s46);
        CudaAsm.Emit("mov.f32 %0, sum47", out float s47);
        Store(epilogue, row + 32, column + 24, rowCount, columnCount, new Float4(s44, s45, s46, s47));
        CudaAsm.Emit("mov.f32 %0, sum48", out float s48);
        CudaAsm.Emit("mov.f32 %0, sum49", out float s49);
        CudaAsm.Emit("mov.f32 %0, sum50", out float s50);
        CudaAsm.Emit("mov.f32 %0, sum51", out float s51);
        Store(epilogue, row + 48, column, rowCount, columnCount, new Float4(s48, s49, s50, s51));
        CudaAsm.Emit("mov.f32 %0, sum52", out float s52);
        CudaAsm.Emit("mov.f32 %0, sum53", out float s53);
        CudaAsm.Emit("mov.f32 %0, sum54", out float s54);
        CudaAsm.Emit("mov.f32 %0, sum55", out float s55);
        Store(epilogue, row + 48, column + 8, rowCount, columnCount, new Float4(s52, s53, s54, s55));
        CudaAsm.Emit("mov.f32 %0, sum56", out float s56);
        CudaAsm.Emit("mov.f32 %0, sum57", out float s57);
        CudaAsm.Emit("mov.f32 %0, sum58", out float s58);
        CudaAsm.Emit("mov.f32 %0, sum59", out float s59);
        Store(epilogue, row + 48, column + 16, rowCount, columnCount, new Float4(s56, s57, s58, s59));
        CudaAsm.Emit("mov.f32 %0, sum60", out float s60);
        CudaAsm.Emit("mov.f32 %0, sum61", out float s61);
        CudaAsm.Emit("mov.f32 %0, sum62", out float s62);
        CudaAsm.Emit("mov.f32 %0, sum63", out float s63);
        Store(epilogue, row + 48, column + 24, rowCount, columnCount, new Float4(s60, s61, s62, s63));
    }

    /// <summary>The factors of rows row + g and row + g + 8 of the warp.</summary>
    private static Factors4 Rows(ArrayView<float> a, int start, int step, int row)
    {
        var line = FirstRow + row + Line;
        return new Factors4(
            TFormat.Factor(a, start, SliceStride, step, 0, Place, line),
            TFormat.Factor(a, start, SliceStride, step, 0, Place, line + 8),
            TFormat.Factor(a, start, SliceStride, step, 1, Place, line),
            TFormat.Factor(a, start, SliceStride, step, 1, Place, line + 8));
    }

    /// <summary>The factors of column column + g of the warp.</summary>
    private static Factors2 Columns(ArrayView<float> b, int start, int step, int column)
    {
        var line = FirstColumn + column + Line;
        return new Factors2(
            TFormat.Factor(b, start, SliceStride, step, 0, Place, line),
            TFormat.Factor(b, start, SliceStride, step, 1, Place, line));
    }

    private static void Store<TEpilogue>(
        TEpilogue epilogue, int row, int column, int rowCount, int columnCount, Float4 sums)
        where TEpilogue : struct, IEpilogue
    {
        sums = TensorSums.Exchange(sums);
        row += TensorSums.Row(Group.IdxX % 32);
        column += TensorSums.Column(Group.IdxX % 32);
        if (row < rowCount && column < columnCount) epilogue.Store(row, column, sums);
    }
}

/// <summary>From the sums of a tile of 16 x 8 as an instruction leaves them to four side by side for each thread: of
/// two neighbours the even one takes what both have of row g, and the odd one what both have of row g + 8.</summary>
internal static class TensorSums
{
    /// <summary>The row of a thread's four sums.</summary>
    public static int Row(int lane) => lane / 4 + lane % 2 * 8;

    /// <summary>The column of the first of them.</summary>
    public static int Column(int lane) => lane % 4 / 2 * 4;

    /// <param name="sums">Row g in X and Y, row g + 8 in Z and W.</param>
    public static Float4 Exchange(Float4 sums)
    {
        var isOdd = Group.IdxX % 2 > 0;
        var first = Warp.ShuffleXor(isOdd ? sums.X : sums.Z, 1);
        var second = Warp.ShuffleXor(isOdd ? sums.Y : sums.W, 1);
        return isOdd ? new Float4(first, second, sums.Z, sums.W) : new Float4(sums.X, sums.Y, first, second);
    }
}
