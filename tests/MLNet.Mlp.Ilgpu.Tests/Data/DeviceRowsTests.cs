using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class DeviceRowsTests : IDisposable
{
    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(17, 33)]
    [InlineData(130, 4)]
    [InlineData(7, 200_000)] // More than a block of the uploader, and with rows across two.
    public void Dense_rows_arrive_padded(int rowCount, int columnCount)
    {
        var data = TestRows.Noise(rowCount, columnCount, 3, seed: 1);
        using var rows = new DeviceRows(_gpu);
        rows.Load(TestRows.Noise(40, 50, 2, seed: 2)); // Which must leave nothing in the padding.
        rows.Load(data);
        Assert.False(rows.IsSparse);
        AssertMatrix(rows.Features, rowCount, columnCount, row => data.Row(row).ToArray());
        var targets = rows.Targets(ArrayView<float>.Empty);
        Assert.Equal(data.Labels, Read(targets.Labels));
        Assert.Equal(0, targets.Numbers.Values.Length);
        Assert.Equal(0, targets.RowWeights.Length);
    }

    [Fact]
    public void Sparse_rows_arrive_with_empty_ones()
    {
        var features = new SparseFeatures(1000);
        var targets = new TargetMatrix(3);
        int[][] columns = [[], [3, 999], [0], [], [], [1, 2, 3, 500], []];
        foreach (var row in columns)
        {
            features.AppendRow(row, [.. row.Select(column => column + 0.5f)]);
            targets.Append([row.Length, 2, -1]);
        }
        using var rows = new DeviceRows(_gpu);
        rows.Load(new LabeledRows(features, targets));
        Assert.True(rows.IsSparse);
        var view = rows.Sparse;
        Assert.Equal((1000, 4), (view.ColumnCount, view.LongestRow));
        Assert.Equal([0L, 0, 2, 3, 3, 3, 7, 7], Read(view.RowStarts));
        Assert.Equal(columns.SelectMany(row => row), Read(view.Columns));
        Assert.Equal(columns.SelectMany(row => row).Select(column => column + 0.5f), Read(view.Values));
        AssertMatrix(rows.Targets(default).Numbers, 7, 3, row => [columns[row].Length, 2, -1]);
        Assert.Equal(0, rows.Targets(default).Labels.Length);
    }

    [Fact]
    public void Rows_without_any_non_zero_arrive()
    {
        var features = new SparseFeatures(4);
        features.AppendRow([], []);
        var labels = new ClassLabels(2);
        labels.Append(1);
        using var rows = new DeviceRows(_gpu);
        rows.Load(new LabeledRows(features, labels));
        Assert.Equal([0L, 0], Read(rows.Sparse.RowStarts));
        Assert.Equal((0, 0), (rows.Sparse.Columns.Length, rows.Sparse.Values.Length));
    }

    [Fact]
    public void Weights_are_1_beyond_the_last_given()
    {
        var data = new LabeledRows(2, 2);
        data.Append([1, 2], 0, weight: 3);
        data.Append([1, 2], 1, weight: 0.5f);
        ((FeatureMatrix)data.Features).AppendRow([3, 4]);
        ((ClassLabels)data.Targets).Append(1);
        using var rows = new DeviceRows(_gpu);
        rows.Load(data);
        Assert.Equal([3, 0.5f, 1], Read(rows.Targets(default).RowWeights));
        rows.Load(TestRows.Noise(3, 2, 2, seed: 1));
        Assert.Equal(0, rows.Targets(default).RowWeights.Length);
    }

    [Fact]
    public void Rows_are_copied_again_only_when_they_changed()
    {
        var data = new LabeledRows(2, 2);
        data.Append([1, 2], 0);
        using var rows = new DeviceRows(_gpu);
        rows.Load(data);
        // A change that rows cannot tell: so it must not arrive.
        ((FeatureMatrix)data.Features).Change(0)[0] = 9;
        rows.Load(data);
        Assert.Equal(1, Read(rows.Features.Values)[0]);

        data.Append([3, 4], 1);
        rows.Load(data);
        Assert.Equal(2, rows.RowCount);
        Assert.Equal([9, 2, 0, 0, 3, 4, 0, 0], Read(rows.Features.Values));

        data.Clear();
        data.Append([5, 6], 1);
        data.Append([7, 8], 1);
        rows.Load(data);
        Assert.Equal([5, 6, 0, 0, 7, 8, 0, 0], Read(rows.Features.Values));

        var others = new LabeledRows(1, 2);
        others.Append([-1], 1);
        others.Append([-2], 1);
        rows.Load(others);
        Assert.Equal([-1, 0, 0, 0, -2, 0, 0, 0], Read(rows.Features.Values));
        rows.Load(data);
        Assert.Equal([5, 6, 0, 0, 7, 8, 0, 0], Read(rows.Features.Values));
    }

    [Fact]
    public void Dense_and_sparse_rows_replace_each_other()
    {
        var dense = TestRows.Noise(9, 5, 2, seed: 1);
        var sparse = TestRows.ToSparse(dense);
        using var rows = new DeviceRows(_gpu);
        for (var i = 0; i < 2; i++)
        {
            rows.Load(dense);
            AssertMatrix(rows.Features, 9, 5, row => dense.Row(row).ToArray());
            Assert.Throws<InvalidOperationException>(() => rows.Sparse);
            rows.Load(sparse);
            Assert.Equal(TestRows.Features(dense), Read(rows.Sparse.Values));
            Assert.Throws<InvalidOperationException>(() => rows.Features);
        }
    }

    private void AssertMatrix(MatrixView matrix, int rowCount, int columnCount, Func<int, float[]> row)
    {
        Assert.Equal((rowCount, columnCount), (matrix.RowCount, matrix.ColumnCount));
        var padding = new float[matrix.Stride - columnCount];
        Assert.Equal(Enumerable.Range(0, rowCount).SelectMany(i => row(i).Concat(padding)), Read(matrix.Values));
    }

    private T[] Read<T>(ArrayView<T> view) where T : unmanaged
    {
        var values = new T[view.Length];
        if (values.Length > 0) view.CopyToCPU(_gpu.Stream, values);
        return values;
    }
}
