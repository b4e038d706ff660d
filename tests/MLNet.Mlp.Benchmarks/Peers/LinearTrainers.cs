#if REAL_MLNET
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
#endif

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>The linear trainers of ML.NET, which have no hidden layer. The stand-in for ML.NET does not have
/// them.</summary>
internal static class LinearTrainers
{
    public const string Lbfgs = "LbfgsMaximumEntropy";
    public const string Sdca = "SdcaMaximumEntropy";

    public static IReadOnlyList<string> All { get; } = [Lbfgs, Sdca];

    public static bool Exist => MLNetVersion is not null;

#if REAL_MLNET
    /// <summary>The version of the real ML.NET, or null where this build does not use it.</summary>
    public static string? MLNetVersion { get; } = typeof(MLContext).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Fits once to warm up, which fills the cache too, and once with as many iterations as other trainers
    /// have epochs: of SDCA an iteration is a pass over the rows, of L-BFGS at least one.</summary>
    public static (double[] Seconds, double? Accuracy) Train(string trainer, PeerTask task)
    {
        var mlContext = new MLContext(seed: 1);
        var training = mlContext.Data.Cache(mlContext.Data.LoadFromEnumerable(Rows(task, PeerData.Training)));
        Fit(mlContext, trainer, iterations: 1, task.Threads, training);
        var started = Stopwatch.GetTimestamp();
        var model = Fit(mlContext, trainer, task.Epochs, task.Threads, training);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / task.Epochs;
        var held = mlContext.Data.LoadFromEnumerable(Rows(task, PeerData.Held));
        var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(held));
        return ([seconds], metrics.MicroAccuracy);
    }

    private static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(
        MLContext mlContext, string trainer, int iterations, int threads, IDataView data)
    {
        var trainers = mlContext.MulticlassClassification.Trainers;
        return trainer switch
        {
            Lbfgs => trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                MaximumNumberOfIterations = iterations,
                NumberOfThreads = threads,
            }).Fit(data),
            Sdca => trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                MaximumNumberOfIterations = iterations,
                NumberOfThreads = threads,
            }).Fit(data),
            _ => throw new ArgumentException($"The command must be one of a peer's; got {trainer}.", nameof(trainer)),
        };
    }

    /// <summary>The rows one after another from their file, all in the same object.</summary>
    private static IEnumerable<ImageRow> Rows(PeerTask task, string set)
    {
        var image = new ImageRow { Features = new float[task.FeatureCount] };
        using var features = File.OpenRead(PeerData.PathOf(task.Folder, set, "features"));
        foreach (var label in PeerData.Read<int>(task.Folder, set, "labels"))
        {
            features.ReadExactly(MemoryMarshal.AsBytes(image.Features.AsSpan()));
            image.Label = (uint)label;
            yield return image;
        }
    }
#else
    public static string? MLNetVersion => null;

    public static (double[] Seconds, double? Accuracy) Train(string trainer, PeerTask task) =>
        throw new ArgumentException($"The command must be one of a peer's; got {trainer}.", nameof(trainer));
#endif
}
