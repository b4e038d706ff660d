using System.Numerics;
using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Sums over the rows of a matrix, for columns start .. end - 1, which are whole vectors. Rows are a stride apart.
/// <para>Each column is one chain of additions in double precision, down the rows. So a sum does not depend on the
/// width of vectors, nor on how columns are divided among threads; and the variance of numbers that are far from 0
/// loses nothing that they had.</para>
/// <para>A vector of floats widens to two of doubles, of its lower and of its upper half. The chains are walked row by
/// row, as the rows lie in memory, with the sums in the first-level cache.</para>
/// </summary>
internal static unsafe class ColumnSums
{
    /// <summary>sums_j = sum over the rows of x_j.</summary>
    public static void Sum(float* x, nint stride, int rowCount, int start, int end, double[] sums)
    {
        Array.Clear(sums, start, end - start);
        for (var row = 0; row < rowCount; row++)
            for (var j = start; j < end; j += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(x + row * stride + j), out var low, out var high);
                Add(sums, j, low, high);
            }
    }

    /// <summary>sums_j = sum over the rows of (x_j - means_j)².</summary>
    public static void SumSquaredDeviations(
        float* x, nint stride, int rowCount, int start, int end, double[] means, double[] sums)
    {
        Array.Clear(sums, start, end - start);
        for (var row = 0; row < rowCount; row++)
            for (var j = start; j < end; j += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(x + row * stride + j), out var low, out var high);
                low -= new Vector<double>(means, j);
                high -= new Vector<double>(means, j + Vector<double>.Count);
                Add(sums, j, low * low, high * high);
            }
    }

    /// <summary>sums_j = sum over the rows of x_j y_j.</summary>
    public static void SumProducts(
        float* x, nint xStride, float* y, nint yStride, int rowCount, int start, int end, double[] sums)
    {
        Array.Clear(sums, start, end - start);
        for (var row = 0; row < rowCount; row++)
            for (var j = start; j < end; j += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(x + row * xStride + j), out var xLow, out var xHigh);
                Vector.Widen(Vector.Load(y + row * yStride + j), out var yLow, out var yHigh);
                Add(sums, j, xLow * yLow, xHigh * yHigh);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(double[] sums, int j, Vector<double> low, Vector<double> high)
    {
        (new Vector<double>(sums, j) + low).CopyTo(sums, j);
        (new Vector<double>(sums, j + Vector<double>.Count) + high).CopyTo(sums, j + Vector<double>.Count);
    }
}
