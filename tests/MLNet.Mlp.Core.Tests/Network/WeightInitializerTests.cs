namespace MLNet.Mlp.Core.Tests;

public class WeightInitializerTests
{
    private const int FanIn = 300, FanOut = 200;

    [Theory]
    [InlineData(WeightInitialization.He, Activation.Tanh)]
    [InlineData(WeightInitialization.Default, Activation.ReLU)]
    public void He_is_normal_with_variance_2_over_fan_in(WeightInitialization initialization, Activation activation) =>
        CheckNormal(Draw(initialization, activation), Math.Sqrt(2.0 / FanIn));

    [Theory]
    [InlineData(WeightInitialization.Xavier, Activation.ReLU)]
    [InlineData(WeightInitialization.Default, Activation.Sigmoid)]
    [InlineData(WeightInitialization.Default, Activation.Tanh)]
    [InlineData(WeightInitialization.Default, Activation.Identity)]
    public void Xavier_is_uniform_by_both_fans(WeightInitialization initialization, Activation activation) =>
        CheckUniform(Draw(initialization, activation), Math.Sqrt(6.0 / (FanIn + FanOut)));

    [Fact]
    public void Uniform_has_a_fixed_limit() => CheckUniform(Draw(WeightInitialization.Uniform, Activation.ReLU), 0.05);

    [Fact]
    public void Normal_has_a_fixed_deviation() => CheckNormal(Draw(WeightInitialization.Normal, Activation.ReLU), 0.05);

    [Fact]
    public void Layers_of_the_same_shape_are_drawn_differently()
    {
        var layers = Network.Create(10, [10, 10], 2).Layers;
        Assert.NotEqual(layers[0].Weights, layers[1].Weights);
    }

    // Of 60000 draws the mean is off by sigma / 245, the variance of a normal by a factor of sqrt(2 / 60000) = 0.6 %.
    // Allowed are about four times as much.
    private static void CheckMoments(double[] weights, double deviation)
    {
        Assert.InRange(weights.Average(), -deviation / 60, deviation / 60);
        Assert.InRange(weights.Average(w => w * w) / (deviation * deviation), 0.975, 1.025);
    }

    private static void CheckNormal(double[] weights, double deviation)
    {
        CheckMoments(weights, deviation);
        // Fourth moment 3 sigma^4, off by sqrt(96 / 60000) = 4 %; a uniform would have 1.8.
        Assert.InRange(weights.Average(w => Math.Pow(w / deviation, 4)), 2.7, 3.3);
        Assert.InRange(weights.Max(), 3.5 * deviation, 6 * deviation);
        Assert.InRange(weights.Min(), -6 * deviation, -3.5 * deviation);
    }

    private static void CheckUniform(double[] weights, double limit)
    {
        CheckMoments(weights, limit / Math.Sqrt(3));
        // The limit itself may be reached by rounding to float.
        Assert.InRange(weights.Max(), 0.999 * limit, limit * (1 + 1e-7));
        Assert.InRange(weights.Min(), -limit * (1 + 1e-7), -0.999 * limit);
    }

    private static double[] Draw(WeightInitialization initialization, Activation activation)
    {
        // The layer under test is the hidden one; the output layer's activation is always the identity.
        var network = Network.Create(FanIn, [FanOut], 2, activation, initialization, seed: 5);
        Assert.All(network.Layers, layer => Assert.All(layer.Biases, bias => Assert.Equal(0, bias)));
        return [.. network.Layers[0].Weights.Select(w => (double)w)];
    }
}
