using System.Collections.Immutable;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Each kernel by itself, on one thread, with BenchmarkDotNet: matrix products beside the machine's peak of
/// fused multiply-adds, elementary functions beside System.Numerics.Tensors.</summary>
internal static class KernelBenchmark
{
    private static readonly Type[] _benchmarks =
        [typeof(ProductKernels), typeof(GradientKernels), typeof(SparseKernels), typeof(FunctionKernels),
            typeof(SoftmaxKernels), typeof(OptimizerKernels)];

    public static void Run(Effort effort)
    {
        var peak = FmaPeak.GigaflopsPerSecond(threads: 1);
        Console.WriteLine();
        Console.WriteLine($"Kernels on one thread; {peak:F0} GFLOP/s is the machine's peak of fused multiply-adds");
        var artifacts = Directory.CreateTempSubdirectory("mlp-kernels-");
        try
        {
            var config = Config(effort == Effort.Smoke, peak, artifacts.FullName);
            foreach (var benchmark in _benchmarks) Report(BenchmarkRunner.Run(benchmark, config));
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    /// <summary>All runs in this process: a project made by BenchmarkDotNet would not know which ML.NET this build
    /// uses.</summary>
    private static ManualConfig Config(bool isSmoke, double peak, string artifacts)
    {
        var job = isSmoke
            ? Job.Dry
            : Job.Default.WithWarmupCount(2).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(60));
        return ManualConfig.CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params)
            .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
            .AddColumn(RateColumn.For(peak))
            .WithOrderer(new SizeOrderer())
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile)
            .WithArtifactsPath(artifacts);
    }

    private static void Report(Summary summary)
    {
        var failures = summary.ValidationErrors.Where(error => error.IsCritical).Select(error => error.Message)
            .Concat(summary.Reports.Where(report => !report.Success).Select(report => report.BenchmarkCase.DisplayInfo))
            .ToArray();
        if (failures.Length > 0 || summary.Reports.IsEmpty)
            throw new InvalidOperationException($"{summary.Title} did not run: {string.Join("; ", failures)}");
        var text = new AccumulationLogger();
        MarkdownExporter.Console.ExportToLog(summary, text);
        Console.WriteLine();
        foreach (var line in text.GetLog().Split('\n').Where(line => line.Contains('|')))
            Console.WriteLine(line.TrimEnd());
    }

    /// <summary>Tables list the benchmarks as they are declared, and each from the smallest size to the
    /// largest.</summary>
    private sealed class SizeOrderer : DefaultOrderer
    {
        public override IEnumerable<BenchmarkCase> GetSummaryOrder(
            ImmutableArray<BenchmarkCase> benchmarksCases, Summary summary) =>
            benchmarksCases
                .OrderBy(one => one.Descriptor.MethodIndex)
                .ThenBy(one => RateColumn.SizeOf(one).Elements);
    }
}
