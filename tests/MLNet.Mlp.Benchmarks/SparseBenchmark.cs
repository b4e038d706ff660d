using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Time of one epoch on sparse rows, with a hidden layer of 64: it should grow with the non-zeros, and hardly
/// with the number of features.</summary>
internal static class SparseBenchmark
{
    private const int HiddenUnits = 64;
    private const int BatchSize = 64;

    private static readonly (int FeatureCount, int NonZeroCount)[] _cases =
        [(100_000, 50), (100_000, 100), (100_000, 200), (10_000, 100), (400_000, 100)];

    public static void Run(Effort effort)
    {
        var rowCount = effort.RowCount / 3;
        Console.WriteLine();
        Console.WriteLine($"Sparse training, one epoch of {rowCount} rows, {HiddenUnits} hidden units, " +
            $"batch {BatchSize}");
        Console.WriteLine("| features | non-zeros a row | threads | seconds | ns a non-zero |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: |");
        foreach (var (features, nonZeros) in _cases)
        {
            var data = SyntheticRows.CreateSparse(rowCount, features, nonZeros);
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                var seconds = TrainingBenchmark.EpochSeconds(
                    new SimdBackend(), data, [HiddenUnits], BatchSize, threads, effort);
                Console.WriteLine(FormattableString.Invariant(
                    $"| {features} | {nonZeros} | {threads} | {seconds:F3} | {1e9 * seconds / rowCount / nonZeros:F0} |"));
            }
        }
    }
}
