using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Scoring with one thread: many rows at once, and one row at a time.</summary>
internal static class ScoringBenchmark
{
    public static void Run(Effort effort)
    {
        var rowCount = effort.RowCount / 10;
        var data = SyntheticRows.Create(rowCount);
        var features = data.AllFeatures();
        var scores = new float[rowCount * SyntheticRows.ClassCount];
        var network = Network.Create(SyntheticRows.FeatureCount, [128, 64], SyntheticRows.ClassCount);
        var scorer = new SimdBackend().CreateScorer(network);

        var together = effort.BestOf(() => scorer.Score(features, scores));
        var alone = effort.BestOf(() =>
        {
            for (var row = 0; row < rowCount; row++)
                scorer.Score(
                    features.AsSpan(row * SyntheticRows.FeatureCount, SyntheticRows.FeatureCount),
                    scores.AsSpan(row * SyntheticRows.ClassCount, SyntheticRows.ClassCount));
        });

        Console.WriteLine();
        Console.WriteLine("Scoring, 784-128-64-10, one thread: " + FormattableString.Invariant(
            $"{rowCount / together:F0} rows/s for {rowCount} rows in one call; ") +
            FormattableString.Invariant($"{alone / rowCount * 1e6:F1} us for a row alone"));
    }
}
