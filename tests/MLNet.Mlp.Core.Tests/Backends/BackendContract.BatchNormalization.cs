namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    // Dividing by the deviation of a few rows makes rounding errors larger by its inverse, layer by layer.
    private Tolerance NormalizedTolerance => new(10 * ParameterTolerance.Relative, 10 * ParameterTolerance.Absolute);

    public static TheoryData<Activation> AllActivations() => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(AllActivations))]
    public void Training_follows_the_oracle_with_batch_normalization(Activation activation)
    {
        foreach (var number in Cases)
        {
            // The last batch of each epoch has a size of its own.
            var batchSize = Math.Max(7, Size(7 * number + (int)activation));
            var network = Normalized(activation, number, dropout: 0);
            var data = TestRows.Noise(2 * batchSize + batchSize / 2 + 5, network.InputSize, 3, seed: number);
            var options = Options(momentum: 0.9f, weightDecay: 0.01f);
            Follow(network, data, options, batchSize, NormalizedTolerance, $"{activation}, case {number}");
        }
    }

    [Fact]
    public void Training_follows_the_oracle_with_batch_normalization_and_dropout()
    {
        foreach (var number in Cases)
        {
            var network = Normalized(Activation.Tanh, number, dropout: 0.25f);
            var data = TestRows.Noise(31, network.InputSize, 3, seed: number);
            Follow(network, data, new TrainingOptions { Seed = 3 }, 13, NormalizedTolerance, $"case {number}");
        }
    }

    [Fact]
    public void One_step_of_batch_normalization_is_what_the_formulas_give_by_hand()
    {
        // The weighted sums of the two rows are 1 and 3: mean 2, variance 1, unbiased 2. With epsilon 3 the deviation
        // is 2, so they are normalized to -1/2 and 1/2, and with scale 4 and bias 1 they become -1 and 3. The logits
        // are those and 0.
        var hidden = new DenseLayer(1, 1, Activation.Identity)
        {
            Normalization = new BatchNormalization(1, momentum: 0.25f, epsilon: 3),
        };
        (hidden.Weights[0], hidden.Biases[0], hidden.Normalization.Scale[0]) = (1, 1, 4);
        (hidden.Normalization.RunningMean[0], hidden.Normalization.RunningVariance[0]) = (10, 6);
        var output = new DenseLayer(1, 2, Activation.Identity);
        output.Weights[0] = 1;
        var data = new LabeledRows(1, 2);
        data.Append([1], 0);
        data.Append([3], 1);

        var (trained, totals) = Train(
            new Network([hidden, output]), data, new TrainingOptions { Optimizer = new Sgd() }, 2, learningRate: 1);

        var tolerance = new Tolerance(1e-6, 1e-7);
        double p0 = 1 / (1 + Math.Exp(1)), p1 = 1 / (1 + Math.Exp(-3)); // Of the first class.
        tolerance.Check(-Math.Log(p0) - Math.Log(1 - p1), totals.LossSum, "loss");
        double d0 = (p0 - 1) / 2, d1 = p1 / 2, dScale = (d1 - d0) / 2, mean = (d0 + d1) / 2;
        double dZ0 = 2 * (d0 - mean + 0.5 * dScale / 2), dZ1 = 2 * (d1 - mean - 0.5 * dScale / 2);
        var layer = trained.Layers[0];
        tolerance.Check([1 - dZ0 - 3 * dZ1], layer.Weights, "weight");
        tolerance.Check([1 - d0 - d1], layer.Biases, "bias");
        tolerance.Check([4 - dScale], layer.Normalization!.Scale, "scale");
        tolerance.Check([0.75 * 10 + 0.25 * 2], layer.Normalization.RunningMean, "running mean");
        tolerance.Check([0.75 * 6 + 0.25 * 2], layer.Normalization.RunningVariance, "running variance");
    }

    [Fact]
    public void A_batch_of_one_row_leaves_the_running_statistics_as_they_are()
    {
        var network = Network.Create(5, [new HiddenLayer(17, Activation.Tanh) { BatchNormalization = true }], 3);
        var data = TestRows.Noise(3, 5, 3, seed: 1);
        Follow(network, data, new TrainingOptions(), 1, NormalizedTolerance, "batches of one row");
        var n = Train(network, data, new TrainingOptions(), 1).Network.Layers[0].Normalization!;
        Assert.All(n.RunningMean, mean => Assert.Equal(0, mean));
        Assert.All(n.RunningVariance, variance => Assert.Equal(1, variance));
    }

    [Fact]
    public void A_folded_network_scores_as_the_original()
    {
        foreach (var number in Cases)
        {
            var network = Normalized(number % 2 == 0 ? Activation.ReLU : Activation.Maxout, number, dropout: 0.5f);
            var data = TestRows.Noise(50, network.InputSize, 3, seed: number);
            var (trained, _) = Train(network, data, new TrainingOptions(), 16);
            Assert.All(trained.Fold().Layers, layer => Assert.Null(layer.Normalization));
            // Each weight of the folded network is rounded once.
            CheckScores(trained.Fold(), new Oracle(trained), NormalizedTolerance, $"case {number}");
        }
    }

    /// <summary>A normalized layer between two others, one of them normalized too.</summary>
    private Network Normalized(Activation activation, int number, float dropout)
    {
        HiddenLayer Hidden(int units, bool normalized) =>
            new(units, activation) { BatchNormalization = normalized, Dropout = dropout, MaxoutPieces = 3 };
        HiddenLayer[] hidden =
            [Hidden(Size(number), true), Hidden(Size(5 * number + 2), true), Hidden(Size(11 * number + 3), false)];
        var network = Network.Create(Size(3 * number + 1), hidden, 3, seed: number);
        var random = new Random(number);
        foreach (var layer in network.Layers.Take(2))
            foreach (ref var scale in layer.Normalization!.Scale.AsSpan()) scale = 0.5f + random.NextSingle();
        return network;
    }
}
