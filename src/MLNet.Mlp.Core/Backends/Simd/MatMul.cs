using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Mlp.Backends;

/// <summary>
/// C += A B for row-major float matrices, on one thread: C is m x n, A is m x k, B is k x n.
/// <para>B and C must be padded: n is a multiple of 16, their rows start on 64-byte boundaries. A may have any strides,
/// so the same code multiplies by A and by its transpose, and needs no padding. C must not overlap A or B.</para>
/// <para>Each element of C is one chain of multiply-adds over k in increasing order, started from the old value,
/// whatever the tile it falls into. So results depend neither on how rows are divided among threads nor on the rows
/// around them, and all widths with a fused multiply-add agree bitwise.</para>
/// </summary>
internal static unsafe class MatMul
{
    /// <summary>Columns of B and C come in multiples of this: one AVX-512 vector of floats, one cache line.</summary>
    public const int Padding = 16;

    /// <summary>Rows of B in one block: 128 rows x 48 columns are 24 KiB, half of a usual first-level cache.</summary>
    private const int BlockDepth = 128;

    /// <summary>The least row stride for so many columns: whole vectors, and no multiple of 256 floats. Rows 1 KiB
    /// apart, or a multiple of it, fall into so few sets of the first-level cache that a block of B would not stay
    /// there.</summary>
    public static int Pad(int columns)
    {
        var padded = checked(columns + Padding - 1) / Padding * Padding;
        return padded % 256 == 0 ? checked(padded + Padding) : padded;
    }

    public static void MultiplyAdd(
        float* a, nint aRowStride, nint aColumnStride, float* b, nint bStride, float* c, nint cStride,
        int m, int n, int k)
    {
        if (Vector512.IsHardwareAccelerated)
            Blocks<Simd512, Vector512<float>>(a, aRowStride, aColumnStride, b, bStride, c, cStride, m, n, k);
        else if (Vector256.IsHardwareAccelerated)
            Blocks<Simd256, Vector256<float>>(a, aRowStride, aColumnStride, b, bStride, c, cStride, m, n, k);
        else
            Blocks<Simd128, Vector128<float>>(a, aRowStride, aColumnStride, b, bStride, c, cStride, m, n, k);
    }

    /// <summary>Walks C in tiles of 4 rows x 3 vectors: 12 accumulators, 3 vectors of B and one broadcast of A are just
    /// the 16 registers of AVX2, and enough independent chains to hide the latency of a multiply-add.</summary>
    private static void Blocks<TSimd, TVector>(
        float* a, nint aRowStride, nint aColumnStride, float* b, nint bStride, float* c, nint cStride,
        int m, int n, int k)
        where TSimd : struct, ISimd<TVector>
    {
        for (var k0 = 0; k0 < k; k0 += BlockDepth, a += BlockDepth * aColumnStride, b += BlockDepth * bStride)
        {
            var depth = Math.Min(BlockDepth, k - k0);
            var j = 0;
            for (; j <= n - 3 * TSimd.Width; j += 3 * TSimd.Width)
            {
                var i = 0;
                for (; i <= m - 4; i += 4)
                    Tile4x3<TSimd, TVector>(a + i * aRowStride, aRowStride, aColumnStride, b + j, bStride,
                        c + i * cStride + j, cStride, depth);
                for (; i < m; i++)
                    Tile1x3<TSimd, TVector>(a + i * aRowStride, aColumnStride, b + j, bStride,
                        c + i * cStride + j, depth);
            }
            for (; j < n; j += TSimd.Width)
            {
                var i = 0;
                for (; i <= m - 4; i += 4)
                    Tile4x1<TSimd, TVector>(a + i * aRowStride, aRowStride, aColumnStride, b + j, bStride,
                        c + i * cStride + j, cStride, depth);
                for (; i < m; i++)
                    Tile1x1<TSimd, TVector>(a + i * aRowStride, aColumnStride, b + j, bStride,
                        c + i * cStride + j, depth);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x3<TSimd, TVector>(
        float* a, nint aRowStride, nint aColumnStride, float* b, nint bStride, float* c, nint cStride, int depth)
        where TSimd : struct, ISimd<TVector>
    {
        int w = TSimd.Width;
        float* c0 = c, c1 = c + cStride, c2 = c + 2 * cStride, c3 = c + 3 * cStride;
        TVector c00 = TSimd.Load(c0), c01 = TSimd.Load(c0 + w), c02 = TSimd.Load(c0 + 2 * w);
        TVector c10 = TSimd.Load(c1), c11 = TSimd.Load(c1 + w), c12 = TSimd.Load(c1 + 2 * w);
        TVector c20 = TSimd.Load(c2), c21 = TSimd.Load(c2 + w), c22 = TSimd.Load(c2 + 2 * w);
        TVector c30 = TSimd.Load(c3), c31 = TSimd.Load(c3 + w), c32 = TSimd.Load(c3 + 2 * w);
        float* a1 = a + aRowStride, a2 = a + 2 * aRowStride, a3 = a + 3 * aRowStride;
        for (nint p = 0, offset = 0; p < depth; p++, offset += aColumnStride, b += bStride)
        {
            TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + w), b2 = TSimd.Load(b + 2 * w);
            var x = TSimd.Broadcast(a[offset]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            c02 = TSimd.MultiplyAdd(x, b2, c02);
            x = TSimd.Broadcast(a1[offset]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            c12 = TSimd.MultiplyAdd(x, b2, c12);
            x = TSimd.Broadcast(a2[offset]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            c22 = TSimd.MultiplyAdd(x, b2, c22);
            x = TSimd.Broadcast(a3[offset]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            c32 = TSimd.MultiplyAdd(x, b2, c32);
        }
        TSimd.Store(c0, c00);
        TSimd.Store(c0 + w, c01);
        TSimd.Store(c0 + 2 * w, c02);
        TSimd.Store(c1, c10);
        TSimd.Store(c1 + w, c11);
        TSimd.Store(c1 + 2 * w, c12);
        TSimd.Store(c2, c20);
        TSimd.Store(c2 + w, c21);
        TSimd.Store(c2 + 2 * w, c22);
        TSimd.Store(c3, c30);
        TSimd.Store(c3 + w, c31);
        TSimd.Store(c3 + 2 * w, c32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x1<TSimd, TVector>(
        float* a, nint aRowStride, nint aColumnStride, float* b, nint bStride, float* c, nint cStride, int depth)
        where TSimd : struct, ISimd<TVector>
    {
        float* c1 = c + cStride, c2 = c + 2 * cStride, c3 = c + 3 * cStride;
        TVector c00 = TSimd.Load(c), c10 = TSimd.Load(c1), c20 = TSimd.Load(c2), c30 = TSimd.Load(c3);
        float* a1 = a + aRowStride, a2 = a + 2 * aRowStride, a3 = a + 3 * aRowStride;
        for (nint p = 0, offset = 0; p < depth; p++, offset += aColumnStride, b += bStride)
        {
            var b0 = TSimd.Load(b);
            c00 = TSimd.MultiplyAdd(TSimd.Broadcast(a[offset]), b0, c00);
            c10 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[offset]), b0, c10);
            c20 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[offset]), b0, c20);
            c30 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[offset]), b0, c30);
        }
        TSimd.Store(c, c00);
        TSimd.Store(c1, c10);
        TSimd.Store(c2, c20);
        TSimd.Store(c3, c30);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x3<TSimd, TVector>(
        float* a, nint aColumnStride, float* b, nint bStride, float* c, int depth)
        where TSimd : struct, ISimd<TVector>
    {
        int w = TSimd.Width;
        TVector c0 = TSimd.Load(c), c1 = TSimd.Load(c + w), c2 = TSimd.Load(c + 2 * w);
        for (nint p = 0, offset = 0; p < depth; p++, offset += aColumnStride, b += bStride)
        {
            var x = TSimd.Broadcast(a[offset]);
            c0 = TSimd.MultiplyAdd(x, TSimd.Load(b), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Load(b + w), c1);
            c2 = TSimd.MultiplyAdd(x, TSimd.Load(b + 2 * w), c2);
        }
        TSimd.Store(c, c0);
        TSimd.Store(c + w, c1);
        TSimd.Store(c + 2 * w, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1<TSimd, TVector>(
        float* a, nint aColumnStride, float* b, nint bStride, float* c, int depth)
        where TSimd : struct, ISimd<TVector>
    {
        var c0 = TSimd.Load(c);
        for (nint p = 0, offset = 0; p < depth; p++, offset += aColumnStride, b += bStride)
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a[offset]), TSimd.Load(b), c0);
        TSimd.Store(c, c0);
    }
}
