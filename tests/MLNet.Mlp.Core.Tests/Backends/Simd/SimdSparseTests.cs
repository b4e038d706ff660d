using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Sparse features: the same training by another way through the first layer.</summary>
public class SimdSparseTests
{
    private static readonly Tolerance _tolerance = new(2e-5, 1e-5);

    [Fact]
    public void Training_follows_the_reference_at_awkward_sizes()
    {
        for (var number = 0; number < SimdRuns.AwkwardSizes.Length; number++)
        {
            var (inputs, batchSize) = (SimdRuns.Size(3 * number), SimdRuns.Size(number + 5));
            var network = Network.Create(inputs, [SimdRuns.Size(5 * number + 1), 9], 4, Activation.Tanh, seed: number);
            var data = SimdRuns.SparseNoise(2 * batchSize + 1, inputs, 4, density: 0.15, seed: number);
            SimdRuns.Follow(
                network, data, SimdRuns.Options, batchSize, _tolerance, $"{inputs} inputs, batch {batchSize}");
        }
    }

    public static TheoryData<string, float?, float?> OptimizersAndClipping() =>
        SimdOptimizerTests.OptimizersAndClipping();

    [Theory]
    [MemberData(nameof(OptimizersAndClipping))]
    public void Inputs_not_seen_rest_with_their_states(string name, float? clipValue, float? clipNorm)
    {
        var options = new TrainingOptions
        {
            Optimizer = SimdOptimizerTests.WithLargeEpsilon(Optimizers.Named(name)) with { WeightDecay = 0.01f },
            LearningRate = 0.01f,
            ClipValue = clipValue,
            ClipNorm = clipNorm,
        };
        var data = SimdRuns.SparseNoise(120, 70, 3, density: 0.02, seed: 5);
        var network = Network.Create(70, [17], 3, Activation.Tanh, seed: 1);
        SimdRuns.Follow(network, data, options, 9, _tolerance, name);
    }

    [Theory]
    [InlineData(Activation.Maxout, false)]
    [InlineData(Activation.ReLU, true)]
    [InlineData(Activation.Maxout, true)]
    public void The_first_layer_may_be_of_any_kind(Activation activation, bool normalized)
    {
        HiddenLayer[] hidden = [new(17, activation) { BatchNormalization = normalized, Dropout = 0.2f }];
        var data = SimdRuns.SparseNoise(90, 50, 3, density: 0.1, seed: 5);
        // See SimdNormalizationTests of the tolerance.
        SimdRuns.Follow(Network.Create(50, hidden, 3, seed: 2), data, SimdRuns.Options, 20, new Tolerance(2e-4, 5e-5),
            $"{activation}, {normalized}");
    }

    [Fact]
    public void Without_penalties_and_momentum_it_is_bitwise_the_dense_training()
    {
        var sparse = SimdRuns.SparseNoise(100, 130, 5, density: 0.1, seed: 1);
        var network = Network.Create(130, [49, 16], 5, seed: 1);
        var options = new TrainingOptions { Optimizer = new Sgd() };
        var expected = SimdRuns.Train(new SimdBackend(), network, SimdRuns.ToDense(sparse), options, 9);
        var actual = SimdRuns.Train(new SimdBackend(), network, sparse, options, 9);
        SimdRuns.BitwiseEqual(expected.Trained, actual.Trained);
        Assert.Equal((expected.Totals, expected.Measure), (actual.Totals, actual.Measure));
    }

    [Fact]
    public void A_session_takes_dense_and_sparse_rows_in_turn()
    {
        var sparse = SimdRuns.SparseNoise(60, 33, 3, density: 0.2, seed: 1);
        var dense = SimdRuns.ToDense(sparse);
        var network = Network.Create(33, [17], 3, seed: 1);
        SimdRuns.BitwiseEqual(Train(dense, dense), Train(sparse, dense));
        SimdRuns.BitwiseEqual(Train(dense, dense), Train(dense, sparse));

        Network Train(LabeledRows first, LabeledRows second)
        {
            var trained = network.Clone();
            using var session = new SimdBackend().StartTraining(network, new TrainingOptions { Optimizer = new Sgd() });
            session.Train(first, TestRows.InOrder(60), 7, [0.1f]);
            Assert.Equal(session.Evaluate(dense), session.Evaluate(sparse));
            session.Train(second, TestRows.InOrder(60), 11, [0.1f]);
            session.CopyParametersTo(trained);
            return trained;
        }
    }

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        using var session = new SimdBackend().StartTraining(Network.Create(4, [], 2), new TrainingOptions());
        var data = SimdRuns.SparseNoise(3, 5, 2, density: 1, seed: 1);
        var e = Assert.Throws<ArgumentException>(() => session.Train(data, [0], 1, [0.1f]));
        Assert.Contains("takes 4 features but the rows have 5", e.Message, StringComparison.Ordinal);
    }
}
