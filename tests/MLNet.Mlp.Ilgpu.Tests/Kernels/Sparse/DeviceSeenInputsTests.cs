using ILGPU;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class DeviceSeenInputsTests : IDisposable
{
    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    /// <summary>One tile of inputs, several, and an end within a word or a tile.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1100)]
    public void Batches_of_any_sizes_in_turn_are_listed_by_columns(int inputSize)
    {
        using var data = new SparseBatches(_gpu, 100, inputSize, 5.0 / inputSize, seed: inputSize);
        using var product = new SparseProduct(_gpu, inputSize);
        var random = new Random(1);
        foreach (var batchSize in new[] { 5, 20, 1, 3 })
        {
            int[] batch = [.. Enumerable.Range(0, batchSize).Select(_ => random.Next(100))];
            if (batchSize == 20) product.Load(data.View, data.ToDevice(batch), batchSize);
            else product.Load(data.View, data.ToDevice(batch), batchSize, data.NonZeroCount(batch));
            AssertLists(product, data, batch);
        }
    }

    [Fact]
    public void A_batch_without_non_zeros_has_seen_nothing()
    {
        using var data = new SparseBatches(_gpu, 20, 600, 0.1, seed: 1);
        using var product = new SparseProduct(_gpu, 600);
        product.Load(data.View, data.ToDevice([0, 1, 2]), 3);
        product.Load(data.View, data.ToDevice([3, 10]), 2, 0);
        Assert.Equal(0, Count(product));
        product.Load(data.View, data.ToDevice([5, 3]), 2);
        AssertLists(product, data, [5, 3]);
    }

    /// <summary>More rows than are compared one by one, and more than fit one map of rows.</summary>
    [Theory]
    [InlineData(65)]
    [InlineData(8200)]
    public void The_rows_of_an_input_that_all_have_are_in_order(int batchSize)
    {
        using var data = new SparseBatches(_gpu, 100, 3, 0.5, seed: 1);
        using var product = new SparseProduct(_gpu, 3);
        var random = new Random(2);
        int[] batch = [.. Enumerable.Range(0, batchSize).Select(_ => random.Next(100))];
        product.Load(data.View, data.ToDevice(batch), batchSize);
        AssertLists(product, data, batch);
    }

    [Fact]
    public void Without_rows_the_batch_is_the_first_ones()
    {
        using var data = new SparseBatches(_gpu, 20, 90, 0.1, seed: 1);
        using var product = new SparseProduct(_gpu, 90);
        product.Load(data.View, ArrayView<int>.Empty, 12);
        AssertLists(product, data, [.. Enumerable.Range(0, 12)]);
    }

    [Fact]
    public void More_non_zeros_than_can_be_counted_are_refused()
    {
        using var data = new SparseBatches(_gpu, 2, 90, 0.1, seed: 1);
        using var product = new SparseProduct(_gpu, 90);
        Assert.Contains("Try smaller batches", Assert.Throws<ArgumentException>(
            () => product.Load(data.View, data.ToDevice([0]), 1, 1L << 31)).Message, StringComparison.Ordinal);
    }

    private static int Count(SparseProduct product, SparseBatches data) => data.Read(product.Seen.Counts)[0];

    private int Count(SparseProduct product) => SparseBatches.Read(_gpu, product.Seen.Counts)[0];

    private static void AssertLists(SparseProduct product, SparseBatches data, int[] batch)
    {
        // The core's list is in the order of rows, too, but its inputs are in that in which rows show them.
        var expected = new SeenInputs(data.Features.ColumnCount);
        expected.Load(data.Features, batch);
        int[] places = [.. Enumerable.Range(0, expected.Count).OrderBy(expected.Input)];

        Assert.Equal(expected.Count, Count(product, data));
        Assert.True(product.SeenLimit >= expected.Count);
        Assert.Equal(places.Select(expected.Input), data.Read(product.Seen.Inputs)[..expected.Count]);
        var (starts, lengths) = (data.Read(product.Seen.Starts), data.Read(product.Seen.Lengths));
        var (rows, values) = (data.Read(product.Seen.Rows), data.Read(product.Seen.Values));
        for (var place = 0; place < expected.Count; place++)
        {
            Assert.Equal(expected.Rows(places[place]), rows.AsSpan(starts[place], lengths[place]));
            Assert.Equal(expected.Values(places[place]), values.AsSpan(starts[place], lengths[place]));
        }
    }
}
