using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Backends;

/// <summary>
/// The innermost loop of <see cref="MatMul.Multiply"/>: a tile of C = start + A B that stays in registers while p goes
/// down the depth. A is given by pointers to its rows; B is depth x <typeparamref name="TRow"/>, in a panel.
/// <code>
/// for p in 0 .. depth - 1             b: row p of B, some vectors
///     for each row i of the tile      c_i: row i of C, as many vectors
///         c_i += A[i, p] b            A[i, p]: one float, spread over a vector
/// </code>
/// 6 rows of 4 vectors are 24 sums, 4 vectors of B and one of A: 29 of the 32 registers of AVX-512. 6 rows of 2 vectors
/// are 15 of the 16 of AVX2. Both have enough sums under way to hide the latency of a multiply-add, and more
/// multiply-adds than loads. Rows that are left over make tiles of 2 and 1.
/// </summary>
internal static unsafe class RowTiles<TRow> where TRow : struct, IVectorRow<TRow>
{
    /// <summary>All tiles, one below the other, for <paramref name="rowCount"/> rows.</summary>
    /// <param name="a">Pointers to the rows of A.</param>
    /// <param name="column">The first column of A used.</param>
    /// <param name="b">Row 0 of B.</param>
    /// <param name="bStride">Floats from one row of B to the next.</param>
    /// <param name="start">What row 0 of C starts from.</param>
    /// <param name="startStride">Floats from there to what the next row starts from; 0 for the same.</param>
    /// <param name="c">Row 0 of C.</param>
    /// <param name="cStride">Floats from one row of C to the next.</param>
    /// <param name="rowCount">Rows of A and C.</param>
    /// <param name="depth">Rows of B.</param>
    public static void All(
        float** a, nint column, float* b, nint bStride, float* start, nint startStride, float* c, nint cStride,
        int rowCount, int depth)
    {
        var i = 0;
        for (; i <= rowCount - 6; i += 6)
            Tile6(a + i, column, b, bStride, start + i * startStride, startStride, c + i * cStride, cStride, depth);
        for (; i <= rowCount - 2; i += 2)
            Tile2(a + i, column, b, bStride, start + i * startStride, startStride, c + i * cStride, cStride, depth);
        for (; i < rowCount; i++)
            Tile1(a[i] + column, b, bStride, start + i * startStride, c + i * cStride, depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile6(
        float** a, nint column, float* b, nint bStride, float* start, nint startStride, float* c, nint cStride,
        int depth)
    {
        float* a0 = a[0] + column, a1 = a[1] + column, a2 = a[2] + column;
        float* a3 = a[3] + column, a4 = a[4] + column, a5 = a[5] + column;
        var c0 = TRow.Load(start);
        var c1 = TRow.Load(start + startStride);
        var c2 = TRow.Load(start + 2 * startStride);
        var c3 = TRow.Load(start + 3 * startStride);
        var c4 = TRow.Load(start + 4 * startStride);
        var c5 = TRow.Load(start + 5 * startStride);
        for (nint p = 0; p < depth; p++, b += bStride)
        {
            var row = TRow.Load(b);
            c0 = TRow.MultiplyAdd(a0 + p, row, c0);
            c1 = TRow.MultiplyAdd(a1 + p, row, c1);
            c2 = TRow.MultiplyAdd(a2 + p, row, c2);
            c3 = TRow.MultiplyAdd(a3 + p, row, c3);
            c4 = TRow.MultiplyAdd(a4 + p, row, c4);
            c5 = TRow.MultiplyAdd(a5 + p, row, c5);
        }
        c0.Store(c);
        c1.Store(c + cStride);
        c2.Store(c + 2 * cStride);
        c3.Store(c + 3 * cStride);
        c4.Store(c + 4 * cStride);
        c5.Store(c + 5 * cStride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(
        float** a, nint column, float* b, nint bStride, float* start, nint startStride, float* c, nint cStride,
        int depth)
    {
        float* a0 = a[0] + column, a1 = a[1] + column;
        var c0 = TRow.Load(start);
        var c1 = TRow.Load(start + startStride);
        for (nint p = 0; p < depth; p++, b += bStride)
        {
            var row = TRow.Load(b);
            c0 = TRow.MultiplyAdd(a0 + p, row, c0);
            c1 = TRow.MultiplyAdd(a1 + p, row, c1);
        }
        c0.Store(c);
        c1.Store(c + cStride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(float* a, float* b, nint bStride, float* start, float* c, int depth)
    {
        var sum = TRow.Load(start);
        for (nint p = 0; p < depth; p++, b += bStride) sum = TRow.MultiplyAdd(a + p, TRow.Load(b), sum);
        sum.Store(c);
    }
}
