namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>Who takes part in each contest, this library first, and who is missing.</summary>
/// <param name="python">The peers in Python.</param>
/// <param name="threadCounts">The numbers of threads at which each is measured.</param>
internal sealed class Contestants(PythonPeers python, int[] threadCounts)
{
    public const string OwnName = "MLNet.Mlp";
    private const string PyTorch = "PyTorch";
    private const string ScikitLearn = "scikit-learn";

    public IReadOnlyList<Contestant> ForTraining =>
    [
        .. Own("train"), .. Torch("torch-train"), .. SkLearn("sklearn-train"),
        .. LinearTrainers.Exist ? LinearTrainers.All.SelectMany(trainer => Own(trainer, LinearName(trainer))) : [],
    ];

    public IReadOnlyList<Contestant> ForScoring =>
        [.. Own("score"), .. Torch("torch-score"), .. SkLearn("sklearn-score")];

    /// <summary>What hands rows to PyTorch comes with scikit-learn.</summary>
    public IReadOnlyList<Contestant> ForSparseTraining =>
    [
        .. Own("train-sparse"),
        .. python.Versions.ScikitLearn is null ? [] : Torch("torch-train-sparse"),
        .. SkLearn("sklearn-train-sparse"),
    ];

    public IEnumerable<(string Library, string Why)> MissingInTraining => [.. MissingInScoring, .. MissingLinear()];

    public IEnumerable<(string Library, string Why)> MissingInScoring => [.. MissingTorch(), .. MissingSkLearn()];

    public IEnumerable<(string Library, string Why)> MissingInSparseTraining =>
        python.Versions is { Torch: not null, ScikitLearn: null }
            ? [(PyTorch, "needs SciPy, which comes with scikit-learn"), .. MissingSkLearn()]
            : MissingInScoring;

    /// <summary>Whether a contestant has no hidden layer.</summary>
    public static bool IsLinear(Measurement one) => LinearTrainers.All.Contains(one.Contestant.Command);

    private static string LinearName(string trainer) => $"ML.NET {trainer}, linear";

    private IEnumerable<Contestant> Own(string command, string library = OwnName) =>
        threadCounts.Select(threads =>
            new Contestant(library, ChildProgram.Own(OwnProcess.Argument), command, threads));

    private IEnumerable<Contestant> Torch(string command) =>
        python.Versions.Torch is { } version ? Python($"{PyTorch} {version}", command) : [];

    private IEnumerable<Contestant> SkLearn(string command) =>
        python.Versions.ScikitLearn is { } version ? Python($"{ScikitLearn} {version}", command) : [];

    private IEnumerable<Contestant> Python(string library, string command) =>
        threadCounts.Select(threads => new Contestant(library, python.Program!, command, threads));

    private IEnumerable<(string Library, string Why)> MissingTorch() =>
        python.Versions.Torch is null ? [(PyTorch, "missing, see above")] : [];

    private IEnumerable<(string Library, string Why)> MissingSkLearn() =>
        python.Versions.ScikitLearn is null ? [(ScikitLearn, "missing, see above")] : [];

    private static IEnumerable<(string Library, string Why)> MissingLinear() => LinearTrainers.Exist
        ? []
        : LinearTrainers.All.Select(trainer => (LinearName(trainer), "missing in the stand-in for ML.NET"));
}
