using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>How many times faster the fast backend trains than the readable one.</summary>
internal static class ReferenceBenchmark
{
    public static void Run(Effort effort)
    {
        const int FeatureCount = 64, BatchSize = 32;
        int[] hidden = [64];
        var data = SyntheticRows.Create(effort.RowCount / 10, FeatureCount);
        double Seconds(IBackend backend) =>
            TrainingBenchmark.EpochSeconds(backend, data, hidden, BatchSize, threads: null, effort);

        var (reference, simd) = (Seconds(new ReferenceBackend()), Seconds(new SimdBackend()));
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant(
            $"Reference and SIMD, one epoch of {data.RowCount} rows, {FeatureCount}-64-10, batch {BatchSize}: ") +
            FormattableString.Invariant($"{reference:F3} s and {simd:F4} s, SIMD {reference / simd:F0} times faster"));
    }
}
