using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>C += A B against double precision.</summary>
public unsafe class MatMulTests
{
    // Up to 300 roundings of sums of up to 32, each by at most 1e-6: some 1e-5 together, as they seldom all go one way.
    private static readonly Tolerance _tolerance = new(0, 5e-5);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 64)]
    [InlineData(7, 127)]
    [InlineData(8, 128)]
    [InlineData(9, 129)]
    [InlineData(130, 3)]
    [InlineData(33, 300)]
    public void Product_is_added_to_C(int m, int k)
    {
        foreach (var n in new[] { 16, 32, 48, 64, 80, 112 })
        {
            Check(m, n, k, aRowStride: k, aColumnStride: 1, extraStride: 0);
            Check(m, n, k, aRowStride: k + 5, aColumnStride: 1, extraStride: 16);
            Check(m, n, k, aRowStride: 1, aColumnStride: m, extraStride: 0);
            Check(m, n, k, aRowStride: 2, aColumnStride: 2 * m + 3, extraStride: 32);
        }
    }

    [Fact]
    public void No_depth_leaves_C_alone() => Check(5, 48, 0, aRowStride: 1, aColumnStride: 1, extraStride: 16);

    [Fact]
    public void An_element_is_the_same_whatever_tile_it_falls_into()
    {
        const int M = 11, N = 112, K = 200;
        var (a, b, whole, part) = (Random(M * K, 1), Random(K * N, 2), Random(M * N, 3), Random(M * N, 3));
        MatMul.MultiplyAdd(a.Pointer, K, 1, b.Pointer, N, whole.Pointer, N, M, N, K);
        for (var row = 0; row < M; row++)
            for (var column = 0; column < N; column += MatMul.Padding)
                MatMul.MultiplyAdd(a.Pointer + row * K, K, 1, b.Pointer + column, N,
                    part.Pointer + row * N + column, N, 1, MatMul.Padding, K);
        Assert.Equal(whole.Span.ToArray(), part.Span.ToArray());
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(240, 240)]
    [InlineData(241, 272)]
    [InlineData(1024, 1040)]
    public void Pad_rounds_up_to_whole_vectors_but_to_no_multiple_of_256(int columns, int expected) =>
        Assert.Equal(expected, MatMul.Pad(columns));

    private static void Check(int m, int n, int k, int aRowStride, int aColumnStride, int extraStride)
    {
        var stride = n + extraStride;
        var a = Random((m - 1) * aRowStride + k * aColumnStride + 1, 1);
        var (b, c, before) = (Random(k * stride, 2), Random(m * stride, 3), Random(m * stride, 3));

        MatMul.MultiplyAdd(a.Pointer, aRowStride, aColumnStride, b.Pointer, stride, c.Pointer, stride, m, n, k);

        for (var row = 0; row < m; row++)
            for (var column = 0; column < stride; column++)
            {
                double expected = before.Pointer[row * stride + column];
                if (column < n)
                    for (var p = 0; p < k; p++)
                        expected += (double)a.Pointer[row * aRowStride + p * aColumnStride]
                            * b.Pointer[p * stride + column];
                var actual = c.Pointer[row * stride + column];
                // Only what fails is worth a message: this line runs a million times.
                var allowed = column < n ? _tolerance : new Tolerance();
                if (!allowed.Allows(expected, actual))
                    allowed.Check(expected, actual, $"{m} x {n} x {k}, C[{row}, {column}]");
            }
    }

    private static AlignedBuffer Random(int length, int seed)
    {
        var random = new Random(seed);
        var buffer = new AlignedBuffer(length);
        foreach (ref var value in buffer.Span) value = 2 * random.NextSingle() - 1;
        return buffer;
    }
}
