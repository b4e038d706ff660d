using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A column of rates: what the shortest of the measured times makes of a benchmark's work.</summary>
/// <param name="name">The column's heading.</param>
/// <param name="legend">What it means.</param>
/// <param name="isForFlops">Whether it is for benchmarks whose operations are counted, or for the others.</param>
/// <param name="rate">The text for the nanoseconds of a call and what it computes.</param>
internal sealed class RateColumn(
    string name, string legend, bool isForFlops, Func<double, WorkAttribute, KernelSize, string> rate) : IColumn
{
    /// <summary>The columns, for a machine that at best does so many GFLOP/s on one core.</summary>
    public static IColumn[] For(double peak) =>
    [
        new RateColumn("GFLOP/s", "Operations a second, by the shortest time", isForFlops: true,
            (ns, work, size) => $"{Gigaflops(ns, work, size):F1}"),
        new RateColumn("Of peak", $"Share of {peak:F0} GFLOP/s, the measured peak of one core", isForFlops: true,
            (ns, work, size) => $"{Gigaflops(ns, work, size) / peak:P0}"),
        new RateColumn("Floats/ns", "Floats a nanosecond, by the shortest time", isForFlops: false,
            (ns, _, size) => $"{size.Elements / ns:F2}"),
    ];

    public string Id => nameof(RateColumn) + name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) =>
        summary.BenchmarksCases.All(one => WorkOf(one).FlopsPerElement > 0 == isForFlops);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "-";
        return rate(statistics.Min, WorkOf(benchmarkCase), SizeOf(benchmarkCase));
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    /// <summary>The size that a benchmark is measured at.</summary>
    public static KernelSize SizeOf(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Parameters.Items.Select(item => item.Value).OfType<KernelSize>().Single();

    private static double Gigaflops(double ns, WorkAttribute work, KernelSize size) =>
        work.FlopsPerElement * size.Elements / ns;

    private static WorkAttribute WorkOf(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<WorkAttribute>()!;
}
