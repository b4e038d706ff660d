using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class RowOrderBufferTests : IDisposable
{
    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    [Fact]
    public void Rows_arrive_whatever_came_before()
    {
        using var order = new RowOrderBuffer(_gpu);
        foreach (var count in new[] { 3, 1, 0, 1025, 1024, 5, 3000, 2, 2 })
        {
            int[] rows = [.. Enumerable.Range(0, count).Select(i => 7 * i % 11)];
            Assert.Equal(rows, Read(order.Load(rows)));
        }
    }

    [Fact]
    public void Rows_stay_until_the_call_after_the_next()
    {
        using var order = new RowOrderBuffer(_gpu);
        var last = order.Load([5, 4, 3]);
        for (var i = 0; i < 5; i++)
        {
            var next = order.Load([i, i + 1]);
            Assert.Equal(i == 0 ? [5, 4, 3] : [i - 1, i], Read(last));
            Assert.Equal([i, i + 1], Read(next));
            last = next;
        }
    }

    private int[] Read(ArrayView<int> view)
    {
        var rows = new int[view.Length];
        if (rows.Length > 0) view.CopyToCPU(_gpu.Stream, rows);
        return rows;
    }
}
