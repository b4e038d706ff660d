using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SimdNormLimitTests
{
    [Fact]
    public void Training_follows_the_reference_at_awkward_sizes()
    {
        for (var number = 0; number < SimdRuns.AwkwardSizes.Length; number++)
        {
            var (inputs, batchSize) = (SimdRuns.Size(number), SimdRuns.Size(3 * number + 5));
            HiddenLayer[] hidden =
            [
                new(SimdRuns.Size(5 * number + 1), Activation.Tanh),
                new(SimdRuns.Size(3 * number + 4), Activation.Maxout) { MaxoutPieces = 3 },
            ];
            var network = Network.Create(inputs, hidden, 4, seed: number);
            var data = TestRows.Noise(2 * batchSize + 1, inputs, 4, seed: number);
            // At first some weighted sums are above the limit and some below.
            SimdRuns.Follow(network, data, SimdRuns.Options with { MaxNorm = 0.8f }, batchSize,
                new Tolerance(2e-5, 5e-6), $"{inputs} inputs");
        }
    }

    [Fact]
    public void Only_longer_weights_are_shortened()
    {
        var network = Network.Create(3, [], 2);
        float[] weights = [3, 0, 4, 0.3f, 0, 0.4f];
        weights.CopyTo(network.Layers[0].Weights, 0);
        using var session = new SimdBackend().StartTraining(network, new TrainingOptions { MaxNorm = 1 });
        session.Train(TestRows.Noise(1, 3, 2, seed: 1), [0], 1, learningRates: [1e-30f]);
        session.CopyParametersTo(network);
        Tolerance.FloatRounding.Check([0.6, 0, 0.8, 0.3f, 0, 0.4f], network.Layers[0].Weights, "weights");
    }
}
