using System.Runtime.Intrinsics;

namespace MLNet.Mlp.Backends;

/// <summary>
/// The two matrix products of training and scoring, on one thread, for the columns of one panel of a
/// <see cref="PanelMatrix"/>.
/// <list type="bullet">
/// <item><see cref="Multiply"/>, C = start + A B: the weighted sums Z = b + X W of a layer, and with the transposed
/// weights dX = dZ W^T.</item>
/// <item><see cref="MultiplyTransposed"/>, C = A^T B: the gradient of the weights, dW = X^T dZ.</item>
/// </list>
/// <para>A is given by pointers to its rows, which may lie anywhere: so rows of a batch are used where they are. Of B
/// and C whole vectors are read and written, which must start on 64-byte boundaries. C must not overlap A or B.</para>
/// <para>Each element of C is one chain of multiply-adds in increasing order of the common dimension, whatever the tile
/// it falls into. So results depend neither on how the work is divided among threads nor on the rows around them, and
/// all widths with a fused multiply-add agree bitwise.</para>
/// </summary>
internal static unsafe class MatMul
{
    /// <summary>Columns of panels come in multiples of this: one AVX-512 vector of floats, one cache line.</summary>
    public const int Padding = 16;

    /// <summary>Rows of a panel in one block: 64 KiB, which stay in the second-level cache beside the rows of A.
    /// </summary>
    private const int BlockDepth = 256;

    /// <summary>Rows of A and B in one block of A^T B: up to 32 KiB of B, and a cache line of each row of A, which the
    /// next tiles find in the nearest caches.</summary>
    private const int TransposedBlockDepth = 128;

    private static readonly AlignedBuffer _zeros = new(PanelMatrix.PanelColumns);

    /// <summary>The least multiple of <see cref="Padding"/>.</summary>
    public static int RoundUp(int columns) => checked(columns + Padding - 1) / Padding * Padding;

    /// <summary>The least row stride for so many columns: whole vectors, and an odd number of cache lines. Rows whose
    /// distance is a power of two fall into few sets of a cache, and would drive each other out.</summary>
    public static int Pad(int columns) => checked(RoundUp(columns) | Padding);

    /// <summary>C = start + A B for the columns of a panel of B.</summary>
    /// <param name="a">Pointers to the rows of A.</param>
    /// <param name="rowCount">Rows of A and C.</param>
    /// <param name="b">B, with as many rows as A has columns.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="start">What each row of C starts from; null for zeros. With one row it may be
    /// <paramref name="c"/>.</param>
    /// <param name="c">The first element of C in the panel.</param>
    /// <param name="cStride">Floats from one row of C to the next.</param>
    public static void Multiply(
        float** a, int rowCount, PanelMatrix b, int panel, float* start, float* c, nint cStride)
    {
        if (start == null) start = _zeros.Pointer;
        if (Vector512.IsHardwareAccelerated)
            Multiply<Simd512, Vector512<float>>(a, rowCount, b, panel, start, c, cStride);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<Simd256, Vector256<float>>(a, rowCount, b, panel, start, c, cStride);
        else Multiply<Simd128, Vector128<float>>(a, rowCount, b, panel, start, c, cStride);
    }

    /// <summary>C = A^T B for some columns of A and one panel of B.</summary>
    /// <param name="a">Pointers to the rows of A.</param>
    /// <param name="depth">Rows of A and B, at least 1.</param>
    /// <param name="column">The first column of A.</param>
    /// <param name="columnCount">Columns of A, which are the rows of C.</param>
    /// <param name="b">The panel of B, depth x width.</param>
    /// <param name="width">Columns of the panel, a multiple of <see cref="Padding"/>.</param>
    /// <param name="c">columnCount x width, without gaps.</param>
    public static void MultiplyTransposed(
        float** a, int depth, int column, int columnCount, float* b, int width, float* c)
    {
        if (Vector512.IsHardwareAccelerated)
            MultiplyTransposed<Simd512, Vector512<float>>(a, depth, column, columnCount, b, width, c);
        else if (Vector256.IsHardwareAccelerated)
            MultiplyTransposed<Simd256, Vector256<float>>(a, depth, column, columnCount, b, width, c);
        else MultiplyTransposed<Simd128, Vector128<float>>(a, depth, column, columnCount, b, width, c);
    }

    private static void Multiply<TSimd, TVector>(
        float** a, int rowCount, PanelMatrix b, int panel, float* start, float* c, nint cStride)
        where TSimd : struct, ISimd<TVector>
    {
        var (width, startStride) = (b.Width(panel), (nint)0);
        for (var p = 0; p < b.RowCount; p += BlockDepth)
        {
            var depth = Math.Min(BlockDepth, b.RowCount - p);
            var strip = b.Row(panel, p);
            var j = 0;
            if (TSimd.RegisterCount >= 32)
                for (; j <= width - 4 * TSimd.Width; j += 4 * TSimd.Width)
                    RowTiles<VectorRow4<TSimd, TVector>>.All(
                        a, p, strip + j, width, start + j, startStride, c + j, cStride, rowCount, depth);
            for (; j <= width - 2 * TSimd.Width; j += 2 * TSimd.Width)
                RowTiles<VectorRow2<TSimd, TVector>>.All(
                    a, p, strip + j, width, start + j, startStride, c + j, cStride, rowCount, depth);
            for (; j < width; j += TSimd.Width)
                RowTiles<VectorRow1<TSimd, TVector>>.All(
                    a, p, strip + j, width, start + j, startStride, c + j, cStride, rowCount, depth);
            start = c;
            startStride = cStride;
        }
    }

    private static void MultiplyTransposed<TSimd, TVector>(
        float** a, int depth, int column, int columnCount, float* b, int width, float* c)
        where TSimd : struct, ISimd<TVector>
    {
        float* start = _zeros.Pointer;
        nint startStride = 0;
        for (var p = 0; p < depth; p += TransposedBlockDepth)
        {
            float** rows = a + p;
            float* strip = b + (nint)p * width;
            var blockDepth = Math.Min(TransposedBlockDepth, depth - p);
            var j = 0;
            if (TSimd.RegisterCount >= 32)
                for (; j <= width - 4 * TSimd.Width; j += 4 * TSimd.Width)
                    ColumnTiles<VectorRow4<TSimd, TVector>>.All(
                        rows, column, strip + j, start + j, startStride, c + j, width, columnCount, blockDepth);
            for (; j <= width - 2 * TSimd.Width; j += 2 * TSimd.Width)
                ColumnTiles<VectorRow2<TSimd, TVector>>.All(
                    rows, column, strip + j, start + j, startStride, c + j, width, columnCount, blockDepth);
            for (; j < width; j += TSimd.Width)
                ColumnTiles<VectorRow1<TSimd, TVector>>.All(
                    rows, column, strip + j, start + j, startStride, c + j, width, columnCount, blockDepth);
            start = c;
            startStride = width;
        }
    }
}
