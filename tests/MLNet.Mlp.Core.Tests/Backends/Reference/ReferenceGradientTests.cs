using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Back-propagation against central differences of the loss, (L(w + h) - L(w - h)) / 2h, in double precision.
/// </summary>
public class ReferenceGradientTests
{
    private const double H = 1e-5;
    private const int BatchSize = 5;

    // The truncation error of central differences is of the order h^2 = 1e-10, their rounding error of the order
    // 1e-16 / h = 1e-11. The absolute part lets gradients through that are themselves as small as that.
    private static readonly Tolerance _tolerance = new(1e-6, 1e-9);

    public static TheoryData<Activation, int> Networks()
    {
        var cases = new TheoryData<Activation, int>();
        foreach (var activation in Enum.GetValues<Activation>())
            for (var hiddenLayers = 0; hiddenLayers <= 3; hiddenLayers++) cases.Add(activation, hiddenLayers);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_gradient_is_the_slope_of_the_loss(Activation activation, int hiddenLayers)
    {
        var network = new ReferenceNetwork(Create(activation, hiddenLayers));
        var data = TestRows.Noise(BatchSize, 4, 3, seed: 5);
        var x = Matrix<double>.Build.Dense(BatchSize, 4, (row, column) => data.Features[row][column]);
        var labels = data.Labels.ToArray();
        double Loss() => SoftmaxCrossEntropy.Losses(network.Forward(x)[^1], labels).Average();
        AssertFarFromKinks(network, x, ExpectedActivation.Of(activation));

        var (dWeights, dBiases) = network.Backward(network.Forward(x), labels);

        for (var l = 0; l <= hiddenLayers; l++)
        {
            Assert.True(dWeights[l].FrobeniusNorm() > 1e-4, "A gradient of zero would compare nothing.");
            var (weights, biases) = (network.Weights[l], network.Biases[l]);
            for (var unit = 0; unit < weights.RowCount; unit++)
            {
                for (var input = 0; input < weights.ColumnCount; input++)
                {
                    var slope = Slope(weights[unit, input], value => weights[unit, input] = value, Loss);
                    _tolerance.Check(slope, dWeights[l][unit, input], $"dWeights of layer {l}[{unit}, {input}]");
                }
                var biasSlope = Slope(biases[unit], value => biases[unit] = value, Loss);
                _tolerance.Check(biasSlope, dBiases[l][unit], $"dBiases of layer {l}[{unit}]");
            }
        }
    }

    private static Network Create(Activation activation, int hiddenLayers)
    {
        var network = Network.Create(4, [.. Enumerable.Range(5, hiddenLayers)], 3, activation, seed: 3);
        var random = new Random(4);
        foreach (var layer in network.Layers)
            foreach (ref var bias in layer.Biases.AsSpan()) bias = random.NextSingle() - 0.5f;
        return network;
    }

    private static double Slope(double value, Action<double> set, Func<double> loss)
    {
        set(value + H);
        var above = loss();
        set(value - H);
        var below = loss();
        set(value);
        return (above - below) / (2 * H);
    }

    /// <summary>No weighted sum may be so near a kink of the activation that a step of h crosses it.</summary>
    private static void AssertFarFromKinks(ReferenceNetwork network, Matrix<double> x, ExpectedActivation activation)
    {
        var a = network.Forward(x);
        for (var l = 0; l < network.Weights.Length - 1; l++)
            Assert.True(network.WeightedSums(l, a[l]).Enumerate().All(z => activation.IsFarFromKinks(z, 100 * H)),
                "Choose other data: a unit lies at its kink.");
    }
}
