using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Sparse rows on the host and on a device, for tests.</summary>
internal sealed class SparseBatches : IDisposable
{
    private readonly Gpu _gpu;
    private readonly DeviceRows _rows;
    private readonly RowOrderBuffer _order;

    /// <summary>Some rows are empty, input 0 is in all others, and the last input in none.</summary>
    public SparseBatches(Gpu gpu, int rowCount, int inputSize, double density, int seed)
    {
        (_gpu, _rows, _order) = (gpu, new DeviceRows(gpu), new RowOrderBuffer(gpu));
        var random = new Random(seed);
        Features = new SparseFeatures(inputSize);
        var labels = new ClassLabels(2);
        for (var row = 0; row < rowCount; row++)
        {
            int[] columns = row % 7 == 3 ? []
                : [0, .. Enumerable.Range(1, Math.Max(0, inputSize - 2)).Where(_ => random.NextDouble() < density)];
            Features.AppendRow(columns, [.. columns.Select(_ => random.NextSingle() + 0.25f)]);
            labels.Append(0);
        }
        _rows.Load(new LabeledRows(Features, labels));
    }

    public SparseFeatures Features { get; }

    public SparseView View => _rows.Sparse;

    /// <summary>Valid until the call after the next.</summary>
    public ArrayView<int> ToDevice(int[] rows) => _order.Load(rows);

    public long NonZeroCount(int[] rows) => _rows.NonZeroCount(rows);

    public void Dispose()
    {
        _order.Dispose();
        _rows.Dispose();
    }

    /// <summary>A matrix of random numbers, on the host and on the device.</summary>
    public static (float[] Values, DeviceMatrix Matrix) Random(Gpu gpu, int rowCount, int columnCount, int seed)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, rowCount * columnCount).Select(_ => 2 * random.NextSingle() - 1)];
        var matrix = new DeviceMatrix(gpu, rowCount, columnCount);
        matrix.CopyFrom(values);
        return (values, matrix);
    }

    public static float[] Read(DeviceMatrix matrix)
    {
        var values = new float[matrix.RowCount * matrix.ColumnCount];
        matrix.CopyTo(values);
        return values;
    }

    public T[] Read<T>(ArrayView<T> view) where T : unmanaged => Read(_gpu, view);

    public static T[] Read<T>(Gpu gpu, ArrayView<T> view) where T : unmanaged
    {
        var values = new T[view.Length];
        if (values.Length > 0) view.CopyToCPU(gpu.Stream, values);
        return values;
    }
}
