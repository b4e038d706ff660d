using System.Diagnostics;
using System.Text.Json;

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>The part of this library and of ML.NET in the comparison. It runs in a process of its own, so that neither
/// memory nor compiled code is shared by two measurements.</summary>
internal static class OwnProcess
{
    /// <summary>The first argument of such a process, before command and task.</summary>
    public const string Argument = "peer-process";

    /// <summary>Does the task and writes the answer as JSON.</summary>
    public static int Run(string command, string taskJson)
    {
        var task = JsonSerializer.Deserialize<PeerTask>(taskJson)!;
        var (seconds, accuracy) = command switch
        {
            "train" => Train(task),
            "score" => (Score(task), null),
            "train-sparse" => (TrainSparse(task), null),
            _ => LinearTrainers.Train(command, task),
        };
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new PeerAnswer(
            seconds, accuracy, process.PeakWorkingSet64 is > 0 and var peak ? peak : null)));
        return 0;
    }

    private static (double[] Seconds, double? Accuracy) Train(PeerTask task)
    {
        var training = PeerData.ReadDense(task.Folder, PeerData.Training, task.FeatureCount, task.ClassCount);
        var held = PeerData.ReadDense(task.Folder, PeerData.Held, task.FeatureCount, task.ClassCount);
        var result = TrainingLoop.Train(CreateNetwork(task), training, Options(task),
            new TrainingControl { Validation = held });
        return (EpochSeconds(result), result.History[^1].Validation!.Accuracy);
    }

    private static double[] TrainSparse(PeerTask task)
    {
        var training = PeerData.ReadSparse(task.Folder, task.FeatureCount, task.ClassCount);
        return EpochSeconds(TrainingLoop.Train(CreateNetwork(task), training, Options(task)));
    }

    private static double[] Score(PeerTask task)
    {
        var features = PeerData.Read<float>(task.Folder, PeerData.Training, "features");
        var score = ParallelScoring.Of(CreateNetwork(task), features, task.Threads);
        var seconds = new double[task.Epochs];
        foreach (ref var passSeconds in seconds.AsSpan())
        {
            var started = Stopwatch.GetTimestamp();
            score();
            passSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        return seconds[1..];
    }

    private static Network CreateNetwork(PeerTask task) =>
        Network.Create(task.FeatureCount, task.Hidden, task.ClassCount);

    private static TrainingOptions Options(PeerTask task) => new()
    {
        Epochs = task.Epochs,
        BatchSize = task.BatchSize,
        LearningRate = task.LearningRate,
        Optimizer = new MomentumSgd { Momentum = 0.9f },
        ConvergencePatience = 0,
        RestoreBest = false,
        Threads = task.Threads,
    };

    private static double[] EpochSeconds(TrainingResult result) =>
        [.. result.History.Skip(1).Select(epoch => epoch.Duration.TotalSeconds)];
}
