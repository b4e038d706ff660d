using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SimdNormalizationTests
{
    // Where the numbers of a column are close together, the division by their deviation magnifies the roundings of the
    // weighted sums, some 1e-7, by up to 1 / sqrt(epsilon), 300; and the next layer does so again.
    private static readonly Tolerance _tolerance = new(2e-4, 5e-5);

    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.SiLU)]
    [InlineData(Activation.Maxout)]
    public void Training_follows_the_reference_at_awkward_sizes(Activation activation)
    {
        for (var number = 0; number < SimdRuns.AwkwardSizes.Length; number++)
        {
            var (inputs, batchSize) = (SimdRuns.Size(number), Math.Max(7, SimdRuns.Size(3 * number + 5)));
            HiddenLayer[] hidden =
            [
                new(SimdRuns.Size(5 * number + 1), activation) { BatchNormalization = true },
                new(SimdRuns.Size(3 * number + 4), activation),
                new(SimdRuns.Size(9 * number + 2), activation) { BatchNormalization = true, Dropout = 0.2f },
            ];
            // A seed at which no sum comes so near to 0, and no two pieces to each other, that their roundings would
            // decide where the gradient goes.
            var network = Network.Create(inputs, hidden, 4, seed: number + 50);
            // The last batch is of half the size.
            var data = TestRows.Noise(2 * batchSize + batchSize / 2, inputs, 4, seed: number);
            SimdRuns.Follow(
                network, data, SimdRuns.Options, batchSize, _tolerance, $"{inputs} inputs, batch {batchSize}");
        }
    }

    [Theory]
    [InlineData(null, 0.05f)]
    [InlineData(0.01f, null)]
    [InlineData(0.01f, 0.05f)]
    public void Clipping_counts_the_gradients_of_scales(float? clipValue, float? clipNorm)
    {
        var network = Network.Create(9, [new HiddenLayer(17, Activation.Tanh) { BatchNormalization = true }], 3);
        var options = SimdRuns.Options with { ClipValue = clipValue, ClipNorm = clipNorm };
        var data = TestRows.Noise(60, 9, 3, seed: 1);
        SimdRuns.Follow(network, data, options, 20, _tolerance, $"{clipValue}, {clipNorm}");
    }

    [Fact]
    public void A_batch_of_one_row_leaves_the_running_statistics_alone()
    {
        var network = Network.Create(5, [new HiddenLayer(9) { BatchNormalization = true }], 3);
        var data = TestRows.Noise(4, 5, 3, seed: 1);
        SimdRuns.Follow(network, data, SimdRuns.Options, 1, new Tolerance(2e-5, 5e-6), "batch of one");

        var (trained, _, _) = SimdRuns.Train(new SimdBackend(), network, data, SimdRuns.Options, 1);
        var (before, after) = (network.Layers[0].Normalization!, trained.Layers[0].Normalization!);
        Assert.Equal(before.RunningMean, after.RunningMean);
        Assert.Equal(before.RunningVariance, after.RunningVariance);
    }

    [Fact]
    public void Statistics_of_columns_far_from_zero_are_those_of_their_numbers()
    {
        // All weighted sums are whole numbers around 100,000, which floats hold exactly.
        var normalization = new BatchNormalization(1, momentum: 1);
        var layer = new DenseLayer(1, 1, Activation.Identity) { Normalization = normalization };
        layer.Weights[0] = 1;
        var network = new Network([layer, new DenseLayer(1, 2, Activation.Identity)]);
        var data = new LabeledRows(1, 2);
        for (var row = 0; row < 100; row++) data.Append([100_000 + row % 2], row % 2);

        using var session = new SimdBackend().StartTraining(network, new TrainingOptions());
        session.Train(data, TestRows.InOrder(100), 100, [1e-3f]);
        session.CopyParametersTo(network);

        var n = network.Layers[0].Normalization!;
        Assert.Equal(100_000.5f, n.RunningMean[0]);
        Tolerance.FloatRounding.Check(0.25 * 100 / 99, n.RunningVariance[0], "variance");
    }
}
