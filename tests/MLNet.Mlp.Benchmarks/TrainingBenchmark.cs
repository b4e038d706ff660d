using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Time of one epoch of stochastic gradient descent with momentum 0.9.</summary>
internal static class TrainingBenchmark
{
    private static readonly (int[] Hidden, int BatchSize)[] _cases =
    [
        ([128, 64], 64),
        ([128, 64], 128),
        ([512, 256], 128),
        ([1024, 1024], 256),
    ];

    public static void Run(Effort effort)
    {
        var data = SyntheticRows.Create(effort.RowCount);
        Console.WriteLine();
        Console.WriteLine($"Training, one epoch of {data.RowCount} rows");
        Console.WriteLine("| network | batch | threads | seconds | GFLOP/s |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var (hidden, batchSize) in _cases)
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                var seconds = EpochSeconds(new SimdBackend(), data, hidden, batchSize, threads, effort);
                var cost = new NetworkCost([SyntheticRows.FeatureCount, .. hidden, SyntheticRows.ClassCount]);
                var rate = data.RowCount * cost.TrainingFlopsPerRow / seconds / 1e9;
                Console.WriteLine(FormattableString.Invariant(
                    $"| {cost.Name} | {batchSize} | {threads} | {seconds:F3} | {rate:F0} |"));
            }
    }

    /// <summary>Seconds of an epoch of the first rows, as many as the effort has.</summary>
    public static double EpochSeconds(
        IBackend backend, LabeledRows data, int[] hidden, int batchSize, int? threads, Effort effort)
    {
        var network = Network.Create(data.Features.ColumnCount, hidden, data.ClassCount);
        using var session = backend.StartTraining(network, new TrainingOptions { BatchSize = batchSize, Threads = threads });
        var order = SyntheticRows.Order(Math.Min(data.RowCount, effort.RowCount));
        return effort.BestOf(() =>
        {
            session.Train(data, order, batchSize, learningRates: [0.001f]);
            if (!double.IsFinite(session.TakeTotals().LossSum))
                throw new InvalidOperationException("The training diverged.");
        });
    }
}
