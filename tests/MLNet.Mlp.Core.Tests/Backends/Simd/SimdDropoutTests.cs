namespace MLNet.Mlp.Core.Tests;

public class SimdDropoutTests
{
    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.GELU)]
    [InlineData(Activation.Maxout)]
    public void Training_follows_the_reference_at_awkward_sizes(Activation activation)
    {
        for (var number = 0; number < SimdRuns.AwkwardSizes.Length; number++)
        {
            var (inputs, batchSize) = (SimdRuns.Size(number), SimdRuns.Size(3 * number + 5));
            HiddenLayer[] hidden =
            [
                new(SimdRuns.Size(5 * number + 1), activation) { Dropout = 0.3f },
                new(SimdRuns.Size(3 * number + 4), activation),
                new(SimdRuns.Size(9 * number + 2), activation) { Dropout = 0.6f },
            ];
            var network = Network.Create(inputs, hidden, 4, seed: number);
            var data = TestRows.Noise(2 * batchSize + 1, inputs, 4, seed: number);
            SimdRuns.Follow(network, data, SimdRuns.Options, batchSize, new Tolerance(2e-5, 5e-6), $"{inputs} inputs");
        }
    }
}
