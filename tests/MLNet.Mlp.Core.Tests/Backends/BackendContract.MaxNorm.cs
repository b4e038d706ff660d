namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Fact]
    public void Training_follows_the_oracle_with_a_limit_of_norms()
    {
        foreach (var number in Cases)
        {
            HiddenLayer[] hidden = [new(Size(number), Activation.Maxout), new(Size(5 * number + 2), Activation.Tanh)];
            var network = Network.Create(Size(3 * number + 1), hidden, 3, seed: number);
            var data = TestRows.Noise(40, network.InputSize, 3, seed: number);
            // Weights are drawn with a norm of about 1.
            Follow(network, data, new TrainingOptions { MaxNorm = 0.9f }, 9, ParameterTolerance, $"case {number}");
        }
    }

    [Fact]
    public void Only_weights_of_a_norm_above_the_limit_are_shortened()
    {
        var network = Network.Create(2, [], 2);
        float[] weights = [3, 4, 0.3f, 0.4f], biases = [7, 7];
        weights.CopyTo(network.Layers[0].Weights.AsSpan());
        biases.CopyTo(network.Layers[0].Biases.AsSpan());
        // Features of zero have no gradient of the weights, and the two biases have opposite ones.
        var data = new LabeledRows(2, 2);
        data.Append([0, 0], 0);

        var (trained, _) = Train(network, data, new TrainingOptions { MaxNorm = 2 }, 1, learningRate: 0.5f);

        Tolerance.FloatRounding.Check([1.2, 1.6, 0.3f, 0.4f], trained.Layers[0].Weights, "weights");
        Assert.Equal([0.3f, 0.4f], trained.Layers[0].Weights[2..]);
        Tolerance.FloatRounding.Check([7.25, 6.75], trained.Layers[0].Biases, "biases");
    }
}
