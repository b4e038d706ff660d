using System.Diagnostics;
using System.Globalization;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A process that trains is killed again and again, at moments that nobody chose, and yet the model is bitwise
/// the same.</summary>
public sealed class KilledProcessTests : IDisposable
{
    /// <summary>The first argument of a child process.</summary>
    internal const string Train = "--train";

    private static readonly TrainingOptions _options =
        TestRun.Options with { Epochs = 400, Schedule = new CosineDecay(), ConvergencePatience = 0 };

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Backends() => [.. TestRun.BackendNames];

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_run_that_is_killed_four_times_gives_the_same_model(string backend)
    {
        var path = Path.Combine(_folder, "run.checkpoint");
        var epochs = new List<int>();
        for (var kill = 1; kill <= 4; kill++)
        {
            RunAndKill(backend, path, epochsToWait: 5 * kill);
            epochs.Add(TrainingCheckpoint.Load(path).EpochsDone);
        }
        // Each process went on where the last one was, and none came to the end.
        Assert.Equal(epochs.Distinct().Order(), epochs);
        Assert.InRange(epochs[^1], 40, 399);

        TestRun.AssertSame(
            TrainingLoop.Train(TestRun.Network, TestRun.Rows, _options, TestRun.Validated, TestRun.Backend(backend)),
            TrainingLoop.Train(TestRun.Network, TestRun.Rows, _options,
                TestRun.Validated with { ResumeFrom = TrainingCheckpoint.Load(path) }, TestRun.Backend(backend)));
    }

    /// <summary>What the child process does: trains with a checkpoint after each step, from the last one if there is
    /// one, and says which epochs it has done.</summary>
    internal static int TrainInChild(string backend, string path, TextWriter output)
    {
        TrainingLoop.Train(TestRun.Network, TestRun.Rows, _options, new TrainingControl
        {
            Validation = TestRun.Validation,
            Checkpoints = new CheckpointOptions(path) { Every = TimeSpan.FromTicks(1) },
            ResumeFrom = File.Exists(path) ? TrainingCheckpoint.Load(path) : null,
            OnEpochEnd = end => output.WriteLine(end.Report.Epoch.ToString(CultureInfo.InvariantCulture)),
        }, TestRun.Backend(backend));
        return 0;
    }

    private static void RunAndKill(string backend, string path, int epochsToWait)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(KilledProcessTests).Assembly.Location, Train, backend, path },
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        for (var epoch = 0; epoch < epochsToWait; epoch++) Assert.NotNull(child.StandardOutput.ReadLine());
        child.Kill();
        child.WaitForExit();
        Assert.NotEqual(0, child.ExitCode);
    }
}
