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
        var b = new PanelMatrix(K, columns);
        var weights = new float[K * columns];
        foreach (ref var value in weights.AsSpan()) value = 2 * random.NextSingle() - 1;
        b.SetTransposed(weights);
        foreach (var density in new[] { 0, 0.01, 0.3, 1 })
        {
            int[] indices = [.. Enumerable.Range(0, K).Where(_ => random.NextDouble() < density)];
            float[] values = [.. indices.Select(_ => 2 * random.NextSingle() - 1)];
            PanelMatrix expected = new(1, columns), actual = new(1, columns);
            var a = new PaddedMatrix(1, K);
            expected.Span.Fill(0.1f);
            actual.Span.Fill(0.1f);
            for (var i = 0; i < indices.Length; i++) a.Values(0)[indices[i]] = values[i];

            for (var panel = 0; panel < b.PanelCount; panel++)
            {
                var width = b.Width(panel);
                var c = expected.Row(panel, 0);
                MatMul.Multiply(a.RowPointers, 1, b, panel, c, c, width);
                SparseMatMul.MultiplyAdd(
                    indices, values, b.Row(panel, 0), width, actual.Row(panel, 0), width);
            }

            Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
            GC.KeepAlive(a);
            GC.KeepAlive(b);
        }
    }
}
