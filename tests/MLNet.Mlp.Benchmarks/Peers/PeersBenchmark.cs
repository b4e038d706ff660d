namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>This library beside PyTorch, scikit-learn and ML.NET's linear trainers, on the same rows.</summary>
internal sealed class PeersBenchmark
{
    private const string OwnName = "MLNet.Mlp";
    private const string PyTorch = "PyTorch";
    private const string ScikitLearn = "scikit-learn";
    private const float LearningRate = 0.01f;
    private const string TrainingSet = "training";

    private static readonly int[] _allThreads = [Environment.ProcessorCount];

    private readonly PeersEffort _effort;
    private readonly PythonPeers _python;
    private readonly string _folder;
    private readonly int[] _threadCounts;

    // Written at the end, when the peak that shares are told of is known.
    private readonly List<Action> _report = [];
    private double _peakOfOne;
    private double _peakOfAll;

    private PeersBenchmark(PeersEffort effort, PythonPeers python, string folder)
    {
        (_effort, _python, _folder) = (effort, python, folder);
        _threadCounts = effort.EveryThreadCount ? [.. _allThreads.Prepend(1).Distinct()] : _allThreads;
    }

    /// <param name="effort">How much to measure.</param>
    /// <param name="pythonPath">The Python to use, or null to look for one.</param>
    public static void Run(PeersEffort effort, string? pythonPath)
    {
        var python = PythonPeers.Find(pythonPath);
        Console.WriteLine();
        Console.WriteLine("Peers, each measurement in a process of its own, in turn, the best of " +
            $"{effort.Rounds} rounds of {effort.Epochs} epochs, the first of which is a warm-up:");
        Console.WriteLine();
        foreach (var line in python.Describe()) Console.WriteLine(line);
        var folder = Directory.CreateTempSubdirectory("mlnet-mlp-peers-");
        var benchmark = new PeersBenchmark(effort, python, folder.FullName);
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
        _report.Add(() => Console.WriteLine(Invariant(
            $"- Peak of fused multiply-adds: {_peakOfOne:F0} GFLOP/s on one core, {_peakOfAll:F0} on all")));
        var rows = new LearnableRows();
        PeerData.WriteDense(_folder, TrainingSet, rows.Draw(_effort.RowCount));
        PeerData.WriteDense(_folder, "held", rows.Draw(_effort.HeldOutRowCount));
        var linear = LinearTrainers.Exist
            ? Compare(
                [.. Own(LinearTrainers.Lbfgs, LinearName(LinearTrainers.Lbfgs)),
                    .. Own(LinearTrainers.Sdca, LinearName(LinearTrainers.Sdca))],
                DenseTask([], batchSize: 1), _effort.Rounds)
            : null;
        foreach (var (hidden, batchSize) in _effort.Networks) Train(hidden, batchSize, linear);
        Score();
        TrainSparse();
    }

    private void Train(int[] hidden, int batchSize, Contest? linear)
    {
        var task = DenseTask(hidden, batchSize);
        var contest = Compare(
            [.. Own("train"), .. Torch("torch-train"), .. SkLearn("sklearn-train")], task, _effort.Rounds);
        _report.Add(() =>
        {
            Head($"Training, {task.Cost().Name}, batch {batchSize}, {_effort.RowCount} rows");
            new ContestTable
            {
                TimeHeading = "s an epoch",
                Flops = _effort.RowCount * task.Cost().TrainingFlopsPerRow,
                Peak = _peakOfAll,
                AccuracyEpochs = _effort.Epochs,
            }.Write(contest.Best, linear?.Best ?? [], [.. MissingPeers(), .. MissingLinear()]);
            WriteNotes([.. Speedup(contest), .. Memory(task, contest.Best.First()), .. LinearNotes(linear)]);
        });
    }

    private void Score()
    {
        var task = DenseTask([128, 64], batchSize: 1) with { Epochs = _effort.ScoringPasses };
        var contest = Compare(
            [.. Own("score"), .. Torch("torch-score"), .. SkLearn("sklearn-score")], task, _effort.Rounds);
        _report.Add(() =>
        {
            Head($"Scoring, {task.Cost().Name}, {_effort.RowCount} rows");
            new ContestTable
            {
                TimeHeading = "s for all rows",
                Flops = _effort.RowCount * task.Cost().ScoringFlopsPerRow,
                Peak = _peakOfAll,
                RowCount = _effort.RowCount,
            }.Write(contest.Best, [], MissingPeers());
            WriteNotes(Speedup(contest));
        });
    }

    private void TrainSparse()
    {
        var (rowCount, featureCount, nonZeros) = _effort.SparseShape;
        var rows = SyntheticRows.CreateSparse(rowCount, featureCount, nonZeros);
        PeerData.WriteSparse(_folder, "sparse", rows);
        var task = new PeerTask(_folder, featureCount, rows.ClassCount, [64], 64, Epochs: 2, LearningRate, 1);
        var contest = Compare(
            [.. Own("train-sparse"), .. SkLearn("sklearn-train-sparse")], task, _effort.SparseRounds);
        _report.Add(() =>
        {
            Head($"Sparse training, {task.Cost().Name}, batch {task.BatchSize}, {rowCount} rows with {nonZeros} non-zeros " +
                "each, the second epoch");
            new ContestTable { TimeHeading = "s an epoch" }.Write(contest.Best, [],
            [
                (PyTorch, "its linear layer takes no gradient of sparse rows"),
                .. MissingPeers().Where(peer => peer.Library == ScikitLearn),
            ]);
            WriteNotes(Speedup(contest));
        });
    }

    private Contest Compare(IReadOnlyList<Contestant> contestants, PeerTask task, int rounds) =>
        Contest.Run(contestants, task, rounds, MeasurePeak);

    /// <summary>The peak counts, too, as the best of all rounds, as whatever disturbs it disturbs the others.</summary>
    private void MeasurePeak()
    {
        _peakOfOne = Math.Max(_peakOfOne, FmaPeak.GigaflopsPerSecond(1));
        _peakOfAll = Math.Max(_peakOfAll, FmaPeak.GigaflopsPerSecond(Environment.ProcessorCount));
    }

    private PeerTask DenseTask(int[] hidden, int batchSize) => new(
        _folder, SyntheticRows.FeatureCount, SyntheticRows.ClassCount, hidden, batchSize, _effort.Epochs, LearningRate,
        Threads: 1);

    private IEnumerable<Contestant> Own(string command, string library = OwnName) =>
        _threadCounts.Select(threads => new Contestant(library, ChildProgram.Own, command, threads));

    private IEnumerable<Contestant> Torch(string command) =>
        _python.Versions.Torch is { } version ? Python($"{PyTorch} {version}", command) : [];

    private IEnumerable<Contestant> SkLearn(string command) =>
        _python.Versions.ScikitLearn is { } version ? Python($"{ScikitLearn} {version}", command) : [];

    private IEnumerable<Contestant> Python(string library, string command) =>
        _threadCounts.Select(threads => new Contestant(library, _python.Program!, command, threads));

    private IEnumerable<(string Library, string Why)> MissingPeers()
    {
        if (_python.Versions.Torch is null) yield return (PyTorch, "missing, see above");
        if (_python.Versions.ScikitLearn is null) yield return (ScikitLearn, "missing, see above");
    }

    private static IEnumerable<(string Library, string Why)> MissingLinear()
    {
        if (LinearTrainers.Exist) yield break;
        const string Why = "the stand-in for ML.NET, which this build uses, lacks it";
        yield return (LinearName(LinearTrainers.Lbfgs), Why);
        yield return (LinearName(LinearTrainers.Sdca), Why);
    }

    private static string LinearName(string trainer) => $"ML.NET {trainer}, linear";

    private static void Head(string title)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine();
    }

    private static void WriteNotes(IEnumerable<string> notes)
    {
        Console.WriteLine();
        foreach (var note in notes) Console.WriteLine($"- {note}");
    }

    /// <summary>How much faster this library is with all threads than with one.</summary>
    private IEnumerable<string> Speedup(Contest contest)
    {
        if (_threadCounts.Length < 2) yield break;
        var (one, all) = (contest.Seconds(OwnName, 1)!.Value, contest.Seconds(OwnName, _allThreads[0])!.Value);
        yield return Invariant(
            $"{OwnName}: {one:F3} s with 1 thread, {all:F3} s with {_allThreads[0]}, a speed-up of {one / all:F2}");
    }

    /// <summary>The memory of this library beside the aim.</summary>
    private IEnumerable<string> Memory(PeerTask task, Measurement own)
    {
        if (own.PeakBytes is not { } peak) yield break;
        var data = (double)(_effort.RowCount + _effort.HeldOutRowCount) * (task.FeatureCount + 1) * sizeof(float);
        var limit = 1.2 * (data + 4 * task.Cost().ParameterBytes) + 150e6;
        yield return
            Invariant($"{OwnName}: data {data / 1e6:F0} MB, parameters {task.Cost().ParameterBytes / 1e6:F1} MB, peak ") +
            Invariant($"{peak / 1e6:F0} MB, {(peak <= limit ? "within" : "**above**")} ") +
            Invariant($"1.2 (data + 4 parameters) + 150 MB = {limit / 1e6:F0} MB");
    }

    private IEnumerable<string> LinearNotes(Contest? linear)
    {
        if (linear is null) yield break;
        var fits = linear.Best.Select(one => Invariant($"{one.Library}: {one.Seconds * _effort.Epochs:F2} s"));
        yield return $"Linear trainers have no hidden layer. Their time is that of a fit of {_effort.Epochs} " +
            "iterations, divided; an iteration of SDCA is a pass over the rows, of L-BFGS at least one. Whole fits: " +
            string.Join("; ", fits);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
