using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public unsafe class SparseMatMulTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(130)]
    [InlineData(256)]
    public void It_is_bitwise_the_dense_product(int columns)
    {
        const int K = 300;
        var random = new Random(columns);
        var b = new PaddedMatrix(K, columns);
        for (var row = 0; row < K; row++)
            foreach (ref var value in b.Values(row)) value = 2 * random.NextSingle() - 1;
        foreach (var density in new[] { 0, 0.01, 0.3, 1 })
        {
            int[] indices = [.. Enumerable.Range(0, K).Where(_ => random.NextDouble() < density)];
            float[] values = [.. indices.Select(_ => 2 * random.NextSingle() - 1)];
            PaddedMatrix expected = new(1, columns), actual = new(1, columns), a = new(1, K);
            expected.Values(0).Fill(0.1f);
            actual.Values(0).Fill(0.1f);
            for (var i = 0; i < indices.Length; i++) a.Values(0)[indices[i]] = values[i];

            MatMul.MultiplyAdd(a.Row(0), K, 1, b.Row(0), b.Stride, expected.Row(0), b.Stride, 1, b.Stride, K);
            SparseMatMul.MultiplyAdd(indices, values, b.Row(0), b.Stride, actual.Row(0), b.Stride);

            Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
            GC.KeepAlive(a);
            GC.KeepAlive(b);
        }
    }
}
