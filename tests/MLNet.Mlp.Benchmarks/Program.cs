using System.Runtime.InteropServices;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Benchmarks;
#if HAS_ILGPU
using MLNet.Mlp.Benchmarks.Gpu;
#endif
using MLNet.Mlp.Benchmarks.Peers;

if (args is [OwnProcess.Argument, var command, var task]) return OwnProcess.Run(command, task);
if (args is [MemoryBenchmark.Argument, var place, var rowCount]) return MemoryBenchmark.RunCase(place, rowCount);
#if HAS_ILGPU
if (args is [GpuTraining.StartArgument, var work, var precision]) return GpuTraining.RunStart(work, precision);
#endif

// "--smoke" runs everything once on few rows, to see that it still runs; its figures mean nothing.
// "--mnist FOLDER" lets the accuracy benchmark use MNIST's t10k files, too.
// "--quick" lets the peers benchmark do less, "--python PATH" tells it and the one of GPUs which Python to use.
// "--output FILE" is where the benchmark of GPUs writes its results.
// Any other arguments name the benchmarks to run; none runs all. "costs" writes its page into docs where it is named.
var smoke = args.Contains("--smoke");
var effort = smoke ? Effort.Smoke : Effort.Full;
var (mnist, python, output) = (ValueOf("--mnist"), ValueOf("--python"), ValueOf("--output"));
var hasGpu = false;
var peersEffort = smoke ? PeersEffort.Smoke : args.Contains("--quick") ? PeersEffort.Quick : PeersEffort.Full;
var benchmarks = new Dictionary<string, Action<Effort>>
{
    ["training"] = TrainingBenchmark.Run,
    ["sparse"] = SparseBenchmark.Run,
    ["reference"] = ReferenceBenchmark.Run,
    ["scoring"] = ScoringBenchmark.Run,
    ["transform"] = TransformBenchmark.Run,
    ["memory"] = MemoryBenchmark.Run,
    ["kernels"] = KernelBenchmark.Run,
    ["pipeline"] = PipelineBenchmark.Run,
    ["costs"] = chosenEffort => CostBenchmark.Run(chosenEffort, isNamed: args.Contains("costs")),
    ["accuracy"] = chosenEffort => AccuracyBenchmark.Run(chosenEffort, mnist),
    ["peers"] = _ => PeersBenchmark.Run(peersEffort, python),
#if HAS_ILGPU
    ["gpu"] = chosenEffort => hasGpu = GpuBenchmark.Run(chosenEffort, python, output),
#else
    ["gpu"] = _ => Console.WriteLine("\nTraining on a GPU: ILGPU could not be restored, so this build cannot."),
#endif
};
var chosen = args
    .Where(arg => arg is not ("--smoke" or "--mnist" or "--quick" or "--python" or "--output") &&
        arg != mnist && arg != python && arg != output)
    .ToArray();
if (chosen.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"The benchmark must be one of {string.Join(", ", benchmarks.Keys)}; got {unknown}.");
    return 2;
}

Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, " +
    new SimdBackend().Name + (smoke ? "; smoke run, figures mean nothing" : ""));
foreach (var (name, run) in benchmarks)
    if (chosen.Length == 0 || chosen.Contains(name)) run(effort);
return chosen.Contains("gpu") && !hasGpu && !smoke ? 1 : 0; // Nothing was measured that was asked for.

string? ValueOf(string option) =>
    Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
