using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The shortest time of each epoch that was measured.</summary>
internal sealed class CostTable
{
    private readonly Dictionary<int, LabeledRows> _data = [];
    private readonly Dictionary<(string Network, int Rows, int BatchSize, int Threads), double> _seconds = [];
    private readonly List<(CostCase Epoch, int Threads)> _epochs;

    private CostTable(IEnumerable<(CostCase Epoch, int Threads)> epochs) =>
        _epochs = [.. epochs.DistinctBy(one => Key(one.Epoch, one.Threads))];

    /// <summary>Seconds of an epoch.</summary>
    public double this[CostCase epoch, int threads] => _seconds[Key(epoch, threads)];

    /// <summary>Measures all epochs in turn and that several times: so a disturbance of a few seconds spoils one round
    /// of a few epochs and not all rounds of one.</summary>
    public static CostTable Measure(IEnumerable<(CostCase Epoch, int Threads)> epochs, int rounds)
    {
        var table = new CostTable(epochs);
        for (var round = 0; round < rounds; round++)
            foreach (var (epoch, threads) in table._epochs) table.MeasureOnce(epoch, threads);
        return table;
    }

    private void MeasureOnce(CostCase epoch, int threads)
    {
        var seconds = TrainingBenchmark.EpochSeconds(
            new SimdBackend(), DataOf(epoch), epoch.HiddenLayers, epoch.BatchSize, threads,
            new Effort(epoch.Rows, Repeats: 2));
        var key = Key(epoch, threads);
        _seconds[key] = Math.Min(_seconds.GetValueOrDefault(key, double.PositiveInfinity), seconds);
    }

    private static (string, int, int, int) Key(CostCase epoch, int threads) =>
        (epoch.Network, epoch.Rows, epoch.BatchSize, threads);

    /// <summary>One set of rows for all epochs with so many features.</summary>
    private LabeledRows DataOf(CostCase epoch)
    {
        if (_data.TryGetValue(epoch.Features, out var rows)) return rows;
        var most = _epochs.Where(other => other.Epoch.Features == epoch.Features).Max(other => other.Epoch.Rows);
        return _data[epoch.Features] = SyntheticRows.Create(most, epoch.Features);
    }
}
