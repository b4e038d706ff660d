using System.Runtime.InteropServices;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Benchmarks;

// "--smoke" runs everything once on few rows, to see that it still runs; its figures mean nothing.
// Any other arguments name the benchmarks to run; none runs all.
var smoke = args.Contains("--smoke");
var effort = smoke ? Effort.Smoke : Effort.Full;
var benchmarks = new Dictionary<string, Action<Effort>>
{
    ["training"] = TrainingBenchmark.Run,
    ["reference"] = ReferenceBenchmark.Run,
    ["scoring"] = ScoringBenchmark.Run,
};
var chosen = args.Where(arg => arg != "--smoke").ToArray();
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
