using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Mlp.Backends;

/// <summary>
/// c += sum over i of values[i] B[indices[i]]: a sparse row times a matrix, of which only the rows named are read.
/// <para>B and c must be padded as for <see cref="MatMul"/>, and must not overlap. As there, each element of c is one
/// chain of multiply-adds in the order of the indices, started from the old value; a zero of a dense row would add
/// nothing to the chain, so both kernels agree bitwise on finite numbers, but for the sign of a 0.</para>
/// </summary>
internal static unsafe class SparseMatMul
{
    /// <summary>How many rows of B ahead of its use a row is fetched into the cache.</summary>
    private const int RowsAhead = 8;

    public static void MultiplyAdd(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, float* b, nint bStride, float* c, int n)
    {
        if (Vector512.IsHardwareAccelerated) Columns<Simd512, Vector512<float>>(indices, values, b, bStride, c, n);
        else if (Vector256.IsHardwareAccelerated) Columns<Simd256, Vector256<float>>(indices, values, b, bStride, c, n);
        else Columns<Simd128, Vector128<float>>(indices, values, b, bStride, c, n);
    }

    /// <summary>Walks c in pieces of 4 vectors, so that 4 chains at a time hide the latency of a multiply-add; then
    /// single vectors, as n is a multiple of one.</summary>
    private static void Columns<TSimd, TVector>(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, float* b, nint bStride, float* c, int n)
        where TSimd : struct, ISimd<TVector>
    {
        values = values[..indices.Length];
        fixed (int* index = indices)
        fixed (float* value = values)
        {
            var j = 0;
            for (; j <= n - 4 * TSimd.Width; j += 4 * TSimd.Width)
                FourVectors<TSimd, TVector>(index, value, indices.Length, b + j, bStride, c + j);
            for (; j < n; j += TSimd.Width)
                OneVector<TSimd, TVector>(index, value, indices.Length, b + j, bStride, c + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors<TSimd, TVector>(
        int* index, float* value, int count, float* b, nint bStride, float* c) where TSimd : struct, ISimd<TVector>
    {
        int w = TSimd.Width;
        TVector c0 = TSimd.Load(c), c1 = TSimd.Load(c + w), c2 = TSimd.Load(c + 2 * w), c3 = TSimd.Load(c + 3 * w);
        for (var i = 0; i < count; i++)
        {
            if (i + RowsAhead < count) Prefetch.Row(b + index[i + RowsAhead] * bStride, 4 * w);
            var row = b + index[i] * bStride;
            var x = TSimd.Broadcast(value + i);
            c0 = TSimd.MultiplyAdd(x, TSimd.Load(row), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Load(row + w), c1);
            c2 = TSimd.MultiplyAdd(x, TSimd.Load(row + 2 * w), c2);
            c3 = TSimd.MultiplyAdd(x, TSimd.Load(row + 3 * w), c3);
        }
        TSimd.Store(c, c0);
        TSimd.Store(c + w, c1);
        TSimd.Store(c + 2 * w, c2);
        TSimd.Store(c + 3 * w, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector<TSimd, TVector>(
        int* index, float* value, int count, float* b, nint bStride, float* c) where TSimd : struct, ISimd<TVector>
    {
        var c0 = TSimd.Load(c);
        for (var i = 0; i < count; i++)
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(value + i), TSimd.Load(b + index[i] * bStride), c0);
        TSimd.Store(c, c0);
    }
}
