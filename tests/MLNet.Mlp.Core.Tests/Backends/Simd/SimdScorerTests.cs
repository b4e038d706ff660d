using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SimdScorerTests
{
    [Theory]
    [InlineData(OutputActivation.Softmax)]
    [InlineData(OutputActivation.Sigmoid)]
    [InlineData(OutputActivation.Identity)]
    public void Scores_are_those_of_the_reference_at_awkward_sizes(OutputActivation output)
    {
        for (var number = 0; number < SimdRuns.AwkwardSizes.Length; number++)
        {
            var (inputs, outputs) = (SimdRuns.Size(number), Math.Max(2, SimdRuns.Size(3 * number + 1)));
            var network = CreateNetwork(inputs, outputs, output, number);
            var sparse = (SparseFeatures)SimdRuns.SparseNoise(131, inputs, 2, density: 0.3, seed: number).Features;
            var dense = new float[131 * inputs];
            for (var row = 0; row < 131; row++) sparse.CopyRowTo(row, dense.AsSpan(row * inputs));
            float[] expected = new float[131 * outputs], actual = [.. expected], ofSparse = [.. expected];

            new ReferenceBackend().CreateScorer(network).Score(dense, expected);
            var scorer = new SimdBackend().CreateScorer(network);
            scorer.Score(dense, actual);
            scorer.Score(sparse, ofSparse);

            new Tolerance(2e-5, 5e-6).Check(
                [.. expected.Select(score => (double)score)], actual, $"{inputs}-...-{outputs}");
            Assert.Equal(actual, ofSparse);
        }
    }

    [Theory]
    [InlineData(3, 6, "must have 4 columns; got 3")]
    [InlineData(4, 5, "2 x 3 values")]
    public void Sparse_rows_and_scores_that_do_not_fit_are_refused(int columns, int scoreCount, string message)
    {
        var features = new SparseFeatures(columns);
        features.AppendRow([0], [1]);
        features.AppendRow([], []);
        var scorer = new SimdBackend().CreateScorer(Network.Create(4, [], 3));
        var e = Assert.Throws<ArgumentException>(() => scorer.Score(features, new float[scoreCount]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_scorer_serves_dense_and_sparse_rows_on_many_threads()
    {
        var scorer = new SimdBackend().CreateScorer(CreateNetwork(33, 5, OutputActivation.Softmax, 3));
        var sparse = SimdRuns.SparseNoise(70, 33, 2, density: 0.2, seed: 1);
        var dense = TestRows.Features(sparse);
        var expected = new float[70 * 5];
        scorer.Score(dense, expected);
        var wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(number => new Thread(() =>
        {
            var scores = new float[expected.Length];
            for (var repeat = 0; repeat < 20; repeat++)
            {
                if ((number + repeat) % 2 == 0) scorer.Score(dense, scores);
                else scorer.Score((SparseFeatures)sparse.Features, scores);
                if (!scores.AsSpan().SequenceEqual(expected)) Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Nothing_is_allocated_once_a_caller_has_been_served()
    {
        foreach (var output in Enum.GetValues<OutputActivation>())
        {
            var scorer = new SimdBackend().CreateScorer(CreateNetwork(33, 5, output, 3));
            var sparse = SimdRuns.SparseNoise(70, 33, 2, density: 0.2, seed: 1);
            var (dense, scores) = (TestRows.Features(sparse), new float[70 * 5]);
            var row = ((SparseFeatures)sparse.Features)[3];
            var (columns, values) = (row.Columns.ToArray(), row.Values.ToArray());
            Assert.Equal(0, Allocation.OfThisThread(() =>
            {
                scorer.Score([0, columns.Length], columns, values, scores.AsSpan(0, 5));
                scorer.Score(dense, scores);
                scorer.Score((SparseFeatures)sparse.Features, scores);
            }));
        }
    }

    /// <summary>Normalized layers, one of them of maxout, with statistics as training leaves them.</summary>
    private static Network CreateNetwork(int inputs, int outputs, OutputActivation output, int number)
    {
        HiddenLayer[] hidden =
        [
            new(SimdRuns.Size(5 * number + 1), Activation.Maxout) { MaxoutPieces = 3, BatchNormalization = true },
            new(SimdRuns.Size(3 * number + 4), Activation.Maxout),
            new(SimdRuns.Size(9 * number + 2), Activation.GELU) { BatchNormalization = true, Dropout = 0.5f },
        ];
        var network = Network.Create(inputs, hidden, outputs, seed: number, output: output);
        var random = new Random(number);
        foreach (var layer in network.Layers)
        {
            if (layer.Normalization is not { } n) continue;
            for (var sum = 0; sum < layer.SumCount; sum++)
            {
                n.Scale[sum] = 2 * random.NextSingle() - 1;
                n.RunningMean[sum] = random.NextSingle() - 0.5f;
                n.RunningVariance[sum] = random.NextSingle() + 0.1f;
                layer.Biases[sum] = random.NextSingle() - 0.5f;
            }
        }
        return network;
    }
}
