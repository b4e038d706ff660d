using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Backends;

/// <summary>
/// The innermost loop of <see cref="MatMul.MultiplyTransposed"/>: a tile of C = start + A^T B. It is that of
/// <see cref="RowTiles{TRow}"/>, but now p goes down the rows of A, and the rows of the tile are its columns:
/// <code>
/// for p in 0 .. depth - 1             b: row p of B, some vectors
///     for each row i of the tile      c_i: row i of C, as many vectors
///         c_i += A[p, i] b            neighbours in memory, all in one cache line or two
/// </code>
/// </summary>
internal static unsafe class ColumnTiles<TRow> where TRow : struct, IVectorRow<TRow>
{
    /// <summary>All tiles, one below the other, for <paramref name="columnCount"/> columns of A.</summary>
    /// <param name="a">Pointers to the rows of A.</param>
    /// <param name="column">The first column used.</param>
    /// <param name="b">Row 0 of B.</param>
    /// <param name="start">What row 0 of C starts from.</param>
    /// <param name="startStride">Floats from there to what the next row starts from; 0 for the same.</param>
    /// <param name="c">Row 0 of C.</param>
    /// <param name="stride">Floats from one row of B, and of C, to the next.</param>
    /// <param name="columnCount">Columns of A that are used, and rows of C.</param>
    /// <param name="depth">Rows of A and B.</param>
    public static void All(
        float** a, nint column, float* b, float* start, nint startStride, float* c, nint stride, int columnCount,
        int depth)
    {
        var i = 0;
        for (; i <= columnCount - 6; i += 6)
            Tile6(a, column + i, b, start + i * startStride, startStride, c + i * stride, stride, depth);
        for (; i <= columnCount - 2; i += 2)
            Tile2(a, column + i, b, start + i * startStride, startStride, c + i * stride, stride, depth);
        for (; i < columnCount; i++) Tile1(a, column + i, b, start + i * startStride, c + i * stride, stride, depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile6(
        float** a, nint column, float* b, float* start, nint startStride, float* c, nint stride, int depth)
    {
        var c0 = TRow.Load(start);
        var c1 = TRow.Load(start + startStride);
        var c2 = TRow.Load(start + 2 * startStride);
        var c3 = TRow.Load(start + 3 * startStride);
        var c4 = TRow.Load(start + 4 * startStride);
        var c5 = TRow.Load(start + 5 * startStride);
        for (nint p = 0; p < depth; p++, b += stride)
        {
            var row = TRow.Load(b);
            var x = a[p] + column;
            c0 = TRow.MultiplyAdd(x, row, c0);
            c1 = TRow.MultiplyAdd(x + 1, row, c1);
            c2 = TRow.MultiplyAdd(x + 2, row, c2);
            c3 = TRow.MultiplyAdd(x + 3, row, c3);
            c4 = TRow.MultiplyAdd(x + 4, row, c4);
            c5 = TRow.MultiplyAdd(x + 5, row, c5);
        }
        c0.Store(c);
        c1.Store(c + stride);
        c2.Store(c + 2 * stride);
        c3.Store(c + 3 * stride);
        c4.Store(c + 4 * stride);
        c5.Store(c + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(
        float** a, nint column, float* b, float* start, nint startStride, float* c, nint stride, int depth)
    {
        var c0 = TRow.Load(start);
        var c1 = TRow.Load(start + startStride);
        for (nint p = 0; p < depth; p++, b += stride)
        {
            var row = TRow.Load(b);
            var x = a[p] + column;
            c0 = TRow.MultiplyAdd(x, row, c0);
            c1 = TRow.MultiplyAdd(x + 1, row, c1);
        }
        c0.Store(c);
        c1.Store(c + stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(float** a, nint column, float* b, float* start, float* c, nint stride, int depth)
    {
        var sum = TRow.Load(start);
        for (nint p = 0; p < depth; p++, b += stride) sum = TRow.MultiplyAdd(a[p] + column, TRow.Load(b), sum);
        sum.Store(c);
    }
}
