using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests.Properties;

/// <summary>The order of a hidden layer's units means nothing.</summary>
public class PermutationTests
{
    private const int RowCount = 5;

    [Fact]
    public void Permuting_hidden_units_changes_no_score() => Check(new ReferenceBackend(),
        // Double precision keeps the sums; two roundings to float remain.
        new Tolerance(Relative: 2e-7, Absolute: 1e-10));

    [Fact]
    public void Permuting_hidden_units_changes_no_score_on_SIMD() => Check(new SimdBackend(),
        // Sums of up to 17 products in another order, through up to three layers that may enlarge the difference.
        new Tolerance(Relative: 1e-5, Absolute: 1e-5));

    private static void Check(IBackend backend, Tolerance tolerance) =>
        PropertyCheck.ForAll(NetworkCase.Any, 100, drawn =>
        {
            var network = drawn.Create();
            var random = new Random(drawn.Seed);
            var features = TestRows.Features(drawn.CreateRows(RowCount));
            var expected = Score(backend, network, features);
            for (var l = 0; l < network.Layers.Count - 1; l++)
            {
                var order = TestRows.InOrder(network.Layers[l].OutputSize);
                random.Shuffle(order);
                Permute(network.Layers[l], network.Layers[l + 1], order);
            }
            tolerance.Check([.. expected.Select(score => (double)score)], Score(backend, network, features), "scores");
        });

    private static float[] Score(IBackend backend, Network network, float[] features)
    {
        var scores = new float[RowCount * network.OutputSize];
        backend.CreateScorer(network).Score(features, scores);
        return scores;
    }

    /// <summary>Moves unit order[j] of a layer to place j, with all its pieces, and tells the next layer.</summary>
    private static void Permute(DenseLayer layer, DenseLayer next, int[] order)
    {
        var units = layer.OutputSize;
        int SourceOf(int sum) => sum / units * units + order[sum % units];

        MoveBlocks(layer.Weights, layer.InputSize, SourceOf);
        MoveBlocks(layer.Biases, 1, SourceOf);
        if (layer.Normalization is { } normalization)
        {
            MoveBlocks(normalization.Scale, 1, SourceOf);
            MoveBlocks(normalization.RunningMean, 1, SourceOf);
            MoveBlocks(normalization.RunningVariance, 1, SourceOf);
        }
        // A row of the next layer's weights has a column for each unit.
        MoveBlocks(next.Weights, 1, weight => weight / units * units + order[weight % units]);
    }

    /// <summary>Puts the block sourceOf(i) at place i.</summary>
    private static void MoveBlocks(float[] values, int blockLength, Func<int, int> sourceOf)
    {
        var old = (float[])values.Clone();
        for (var i = 0; i < values.Length / blockLength; i++)
            old.AsSpan(sourceOf(i) * blockLength, blockLength).CopyTo(values.AsSpan(i * blockLength));
    }
}
