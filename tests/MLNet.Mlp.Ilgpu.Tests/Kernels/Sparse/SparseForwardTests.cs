using ILGPU;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class SparseForwardTests : IDisposable
{
    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(33, 130, 17)]
    [InlineData(60, 40, 4)]
    [InlineData(17, 300, 33)]
    [InlineData(5, 40, 130)]
    public void Sums_are_those_of_the_dense_rows(int batchSize, int inputSize, int sumCount)
    {
        using var data = new SparseBatches(_gpu, 50, inputSize, 0.3, seed: batchSize);
        using var product = new SparseProduct(_gpu, inputSize);
        var (weights, weightMatrix) = SparseBatches.Random(_gpu, inputSize, sumCount, seed: 1);
        using var sums = new DeviceMatrix(_gpu, batchSize, sumCount);
        var random = new Random(2);
        int[] rows = [.. Enumerable.Range(0, batchSize).Select(_ => random.Next(50))];

        product.Forward(data.View, data.ToDevice(rows), batchSize, weightMatrix.View, sums.View);

        var actual = SparseBatches.Read(sums);
        for (var i = 0; i < batchSize; i++)
            Check(Expected(data.Features, rows[i], weights, sumCount), actual.AsSpan(i * sumCount, sumCount), i);
        AssertNoPadding(sums);
        weightMatrix.Dispose();
    }

    [Fact]
    public void Without_rows_the_batch_is_the_first_ones()
    {
        using var data = new SparseBatches(_gpu, 9, 20, 0.4, seed: 3);
        using var product = new SparseProduct(_gpu, 20);
        var (weights, weightMatrix) = SparseBatches.Random(_gpu, 20, 6, seed: 1);
        using var sums = new DeviceMatrix(_gpu, 9, 6);
        product.Forward(data.View, ArrayView<int>.Empty, 9, weightMatrix.View, sums.View);
        var actual = SparseBatches.Read(sums);
        for (var i = 0; i < 9; i++) Check(Expected(data.Features, i, weights, 6), actual.AsSpan(i * 6, 6), i);
        weightMatrix.Dispose();
    }

    [Fact]
    public void Sums_of_a_row_do_not_depend_on_those_beside_it_nor_on_what_was_there()
    {
        using var data = new SparseBatches(_gpu, 30, 50, 0.4, seed: 3);
        using var product = new SparseProduct(_gpu, 50);
        var (_, weights) = SparseBatches.Random(_gpu, 50, 7, seed: 1);
        var (_, sums) = SparseBatches.Random(_gpu, 30, 7, seed: 5);
        using var single = new DeviceMatrix(_gpu, 1, 7);
        product.Forward(data.View, ArrayView<int>.Empty, 30, weights.View, sums.View);
        var together = SparseBatches.Read(sums);
        foreach (var row in new[] { 0, 3, 11, 29 })
        {
            product.Forward(data.View, data.ToDevice([row]), 1, weights.View, single.View);
            Assert.Equal(together[(row * 7)..(row * 7 + 7)], SparseBatches.Read(single));
        }
        weights.Dispose();
        sums.Dispose();
    }

    [Fact]
    public void Padding_of_sums_is_left_alone_where_a_value_is_infinite()
    {
        var features = new SparseFeatures(3);
        features.AppendRow([1], [float.PositiveInfinity]);
        var labels = new ClassLabels(2);
        labels.Append(0);
        using var rows = new DeviceRows(_gpu);
        rows.Load(new LabeledRows(features, labels));
        using var product = new SparseProduct(_gpu, 3);
        var (weights, weightMatrix) = SparseBatches.Random(_gpu, 3, 3, seed: 1);
        using var sums = new DeviceMatrix(_gpu, 1, 3);
        product.Forward(rows.Sparse, ArrayView<int>.Empty, 1, weightMatrix.View, sums.View);
        Assert.Equal([.. weights[3..6].Select(w => w * float.PositiveInfinity)], SparseBatches.Read(sums));
        AssertNoPadding(sums);
        weightMatrix.Dispose();
    }

    private static double[] Expected(SparseFeatures features, int row, float[] weights, int sumCount)
    {
        var sums = new double[sumCount];
        var (columns, values) = features[row];
        for (var k = 0; k < columns.Length; k++)
            for (var j = 0; j < sumCount; j++) sums[j] += (double)values[k] * weights[columns[k] * sumCount + j];
        return sums;
    }

    private static void Check(double[] expected, ReadOnlySpan<float> actual, int row) =>
        new Tolerance(1e-6, 1e-5).Check(expected, actual, $"row {row}");

    private void AssertNoPadding(DeviceMatrix matrix)
    {
        var values = SparseBatches.Read(_gpu, matrix.View.Values);
        for (var i = 0; i < values.Length; i++)
            if (i % matrix.Stride >= matrix.ColumnCount) Assert.Equal(0, values[i]);
    }
}
