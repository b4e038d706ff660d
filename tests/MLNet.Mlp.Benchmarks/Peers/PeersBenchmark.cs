namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>This library beside PyTorch, scikit-learn and ML.NET's linear trainers, on the same rows.</summary>
internal sealed class PeersBenchmark
{
    private const float LearningRate = 0.01f;

    private readonly PeersEffort _effort;
    private readonly Contestants _contestants;
    private readonly string _folder;

    // Written at the end, when the peak that shares are told of is known.
    private readonly List<Action> _report = [];
    private double _peakOfOne;
    private double _peakOfAll;

    private PeersBenchmark(PeersEffort effort, Contestants contestants, string folder) =>
        (_effort, _contestants, _folder) = (effort, contestants, folder);

    /// <param name="effort">How much to measure.</param>
    /// <param name="pythonPath">The Python to use, or null to look for one.</param>
    public static void Run(PeersEffort effort, string? pythonPath)
    {
        var python = PythonPeers.Find(pythonPath);
        Console.WriteLine();
        Console.WriteLine("Peers, each measurement in a process of its own, in turn; the best epoch of " +
            $"{effort.Rounds} x {effort.Epochs}, without the first of each run, a warm-up");
        Console.WriteLine();
        foreach (var line in python.Describe()) Console.WriteLine(line);
        Console.WriteLine(LinearTrainers.MLNetVersion is { } version
            ? $"- ML.NET {version}"
            : "- **ML.NET's own trainers are missing**: build where the package Microsoft.ML can be restored.");
        int[] threadCounts = effort.EveryThreadCount ? [1, Environment.ProcessorCount] : [Environment.ProcessorCount];
        var contestants = new Contestants(python, [.. threadCounts.Distinct()]);
        var folder = Directory.CreateTempSubdirectory("mlnet-mlp-peers-");
        var benchmark = new PeersBenchmark(effort, contestants, folder.FullName);
        try
        {
            benchmark.Measure();
        }
        finally
        {
            // Also what was measured before something failed.
            foreach (var write in benchmark._report) write();
            folder.Delete(recursive: true);
        }
    }

    private void Measure()
    {
        MeasurePeak();
        _report.Add(() => Console.WriteLine(FormattableString.Invariant(
            $"- Peak of fused multiply-adds: {_peakOfOne:F0} GFLOP/s on one core, {_peakOfAll:F0} on all")));
        var rows = new LearnableRows();
        PeerData.WriteDense(_folder, PeerData.Training, rows.Draw(_effort.RowCount));
        PeerData.WriteDense(_folder, PeerData.Held, rows.Draw(_effort.HeldOutRowCount));
        foreach (var (hidden, batchSize) in _effort.Networks) Train(hidden, batchSize);
        Score();
        TrainSparse();
    }

    private void Train(int[] hidden, int batchSize)
    {
        var task = DenseTask(hidden, batchSize, _effort.Epochs);
        var contest = Contest.Run(_contestants.ForTraining, task, _effort.Rounds, MeasurePeak);
        var networks = contest.Best.Where(one => !Contestants.IsLinear(one)).ToList();
        var linear = contest.Best.Where(Contestants.IsLinear).ToList();
        _report.Add(() =>
        {
            Head($"Training, {task.Cost().Name}, batch {batchSize}, {_effort.RowCount} rows");
            new ContestTable
            {
                TimeHeading = "s an epoch",
                Flops = _effort.RowCount * task.Cost().TrainingFlopsPerRow,
                Peak = _peakOfAll,
                AccuracyEpochs = _effort.Epochs,
            }.Write(networks, linear, [.. _contestants.MissingInTraining, .. contest.Failed]);
            ContestNotes.Write(
            [
                .. ContestNotes.Speedup(contest),
                .. ContestNotes.Memory(task, _effort.RowCount + _effort.HeldOutRowCount, networks[0]),
                .. ContestNotes.Linear(linear, _effort.Epochs),
            ]);
        });
    }

    private void Score()
    {
        var task = DenseTask([128, 64], batchSize: 1, _effort.ScoringPasses);
        var contest = Contest.Run(_contestants.ForScoring, task, _effort.Rounds, MeasurePeak);
        _report.Add(() =>
        {
            Head($"Scoring, {task.Cost().Name}, {_effort.RowCount} rows");
            new ContestTable
            {
                TimeHeading = "s for all rows",
                Flops = _effort.RowCount * task.Cost().ScoringFlopsPerRow,
                Peak = _peakOfAll,
                RowCount = _effort.RowCount,
            }.Write(contest.Best, [], [.. _contestants.MissingInScoring, .. contest.Failed]);
            ContestNotes.Write(ContestNotes.Speedup(contest));
        });
    }

    private void TrainSparse()
    {
        var (rowCount, featureCount, nonZeros) = _effort.SparseShape;
        var rows = SyntheticRows.CreateSparse(rowCount, featureCount, nonZeros);
        PeerData.WriteSparse(_folder, rows);
        var task = new PeerTask(_folder, featureCount, rows.ClassCount, [64], 64, Epochs: 2, LearningRate, Threads: 1);
        var contest = Contest.Run(_contestants.ForSparseTraining, task, _effort.SparseRounds, MeasurePeak);
        _report.Add(() =>
        {
            Head($"Sparse training, {task.Cost().Name}, batch {task.BatchSize}, {rowCount} rows with {nonZeros} " +
                "non-zeros each, the second epoch");
            new ContestTable { TimeHeading = "s an epoch" }
                .Write(contest.Best, [], [.. _contestants.MissingInSparseTraining, .. contest.Failed]);
            ContestNotes.Write(ContestNotes.Speedup(contest));
        });
    }

    /// <summary>The peak counts, too, as the best of all rounds, as whatever disturbs it disturbs the others.</summary>
    private void MeasurePeak()
    {
        _peakOfOne = Math.Max(_peakOfOne, FmaPeak.GigaflopsPerSecond(1));
        _peakOfAll = Math.Max(_peakOfAll, FmaPeak.GigaflopsPerSecond(Environment.ProcessorCount));
    }

    private PeerTask DenseTask(int[] hidden, int batchSize, int epochs) => new(
        _folder, SyntheticRows.FeatureCount, SyntheticRows.ClassCount, hidden, batchSize, epochs, LearningRate,
        Threads: 1);

    private static void Head(string title)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine();
    }
}
