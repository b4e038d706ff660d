using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The <see cref="RowMeasures"/> of all batches that have not been added up yet. They come back together, and
/// are added up on the host: batch by batch, in order and in double precision, as the other backends do.</summary>
internal sealed class MeasureBuffer(Gpu gpu) : IDisposable
{
    private readonly List<int> _batchSizes = [];
    private readonly GrowingBuffer<float> _device = new(gpu);
    private float[] _host = [];
    private int _rowCount;
    private Totals _totals;

    /// <summary>Makes room for the rows of more batches.</summary>
    public void Reserve(int rowCount)
    {
        var length = 3L * (_rowCount + (long)rowCount);
        if (length <= _device.Capacity) return;
        Collect();
        _device.Reserve(3L * rowCount);
    }

    /// <summary>Where the next batch is to note its measures.</summary>
    public RowMeasures Next(int batchSize)
    {
        var measures = new RowMeasures(_device.First(_device.Capacity), _rowCount);
        _batchSizes.Add(batchSize);
        _rowCount += batchSize;
        return measures;
    }

    /// <summary>Where the next batches are to note theirs, one after another.</summary>
    public RowMeasures Next(int rowCount, int batchSize)
    {
        var measures = new RowMeasures(_device.First(_device.Capacity), _rowCount);
        for (; rowCount > 0; rowCount -= batchSize) Next(Math.Min(batchSize, rowCount));
        return measures;
    }

    /// <summary>The sums over all batches since the last call; waits for the device.</summary>
    public Totals Take()
    {
        Collect();
        var totals = _totals;
        _totals = default;
        return totals;
    }

    /// <summary>Counts sums again that were taken.</summary>
    public void PutBack(Totals totals) => _totals = totals;

    public void Dispose() => _device.Dispose();

    private void Collect()
    {
        if (_rowCount == 0) return;
        if (_host.Length < 3 * _rowCount) _host = new float[3 * _rowCount];
        _device.First(3L * _rowCount).CopyToCPU(gpu.Stream, _host.AsSpan(0, 3 * _rowCount));
        gpu.Stream.Synchronize();
        var start = 0;
        foreach (var batchSize in _batchSizes)
        {
            _totals = _totals.Add(Sum(_host.AsSpan(3 * start, 3 * batchSize), batchSize));
            start += batchSize;
        }
        _batchSizes.Clear();
        _rowCount = 0;
    }

    private static Totals Sum(ReadOnlySpan<float> measures, int batchSize)
    {
        double lossSum = 0, weightSum = 0;
        var correctCount = 0;
        for (var i = 0; i < measures.Length; i += 3)
        {
            lossSum += measures[i];
            weightSum += measures[i + 1];
            if (measures[i + 2] > 0) correctCount++;
        }
        return new Totals(lossSum, weightSum, correctCount, batchSize, 1, double.IsFinite(lossSum) ? null : 0);
    }
}
