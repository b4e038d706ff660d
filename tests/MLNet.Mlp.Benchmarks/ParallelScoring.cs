using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Scores many rows by the kernel alone, a share of them on each thread.</summary>
internal static class ParallelScoring
{
    /// <summary>Makes ready what scores all rows once, each time that it is called.</summary>
    /// <param name="network">The network.</param>
    /// <param name="features">The rows, one after another.</param>
    /// <param name="threads">The threads, each of which scores its rows in one call.</param>
    public static Action Of(Network network, float[] features, int threads)
    {
        var (inputSize, outputSize) = (network.InputSize, network.OutputSize);
        var rowCount = features.Length / inputSize;
        var scores = new float[rowCount * outputSize];
        var scorer = new SimdBackend().CreateScorer(network);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        return () => Parallel.For(0, threads, parallel, thread =>
        {
            var (first, end) = (rowCount * thread / threads, rowCount * (thread + 1) / threads);
            scorer.Score(
                features.AsSpan((first * inputSize)..(end * inputSize)),
                scores.AsSpan((first * outputSize)..(end * outputSize)));
        });
    }
}
