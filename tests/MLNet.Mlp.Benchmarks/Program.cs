using System.Runtime.InteropServices;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Benchmarks;
using MLNet.Mlp.Benchmarks.Peers;

if (args is [OwnProcess.Argument, var command, var task]) return OwnProcess.Run(command, task);
if (args is [MemoryBenchmark.Argument, var place, var rowCount]) return MemoryBenchmark.RunCase(place, rowCount);

// "--smoke" runs everything once on few rows, to see that it still runs; its figures mean nothing.
// "--mnist FOLDER" lets the accuracy benchmark use MNIST's t10k files, too.
// "--quick" lets the peers benchmark do less, "--python PATH" tells it which Python to use.
// Any other arguments name the benchmarks to run; none runs all. "costs" writes its page into docs where it is named.
var smoke = args.Contains("--smoke");
var effort = smoke ? Effort.Smoke : Effort.Full;
var (mnist, python) = (ValueOf("--mnist"), ValueOf("--python"));
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
};
var chosen = args
    .Where(arg => arg is not ("--smoke" or "--mnist" or "--quick" or "--python") && arg != mnist && arg != python)
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
return 0;

string? ValueOf(string option) =>
    Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
