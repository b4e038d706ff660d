using MathNet.Numerics.Random;

namespace MLNet.Mlp.Core.Tests;

public class WeightInitializerTests
{
    private const int FanIn = 300, FanOut = 200;

    [Theory]
    [InlineData(WeightInitialization.He, Activation.Tanh)]
    [InlineData(WeightInitialization.Default, Activation.ReLU)]
    [InlineData(WeightInitialization.Default, Activation.LeakyReLU)]
    [InlineData(WeightInitialization.Default, Activation.ELU)]
    [InlineData(WeightInitialization.Default, Activation.SiLU)]
    [InlineData(WeightInitialization.Default, Activation.GELU)]
    [InlineData(WeightInitialization.Default, Activation.GELUTanh)]
    [InlineData(WeightInitialization.Default, Activation.Softplus)]
    [InlineData(WeightInitialization.Default, Activation.HardSwish)]
    public void He_is_normal_with_variance_2_over_fan_in(WeightInitialization initialization, Activation activation) =>
        CheckNormal(Draw(initialization, activation), Math.Sqrt(2.0 / FanIn));

    [Theory]
    [InlineData(WeightInitialization.Xavier, Activation.ReLU)]
    [InlineData(WeightInitialization.Default, Activation.Sigmoid)]
    [InlineData(WeightInitialization.Default, Activation.Tanh)]
    [InlineData(WeightInitialization.Default, Activation.Identity)]
    [InlineData(WeightInitialization.Default, Activation.HardSigmoid)]
    public void Xavier_is_uniform_by_both_fans(WeightInitialization initialization, Activation activation) =>
        CheckUniform(Draw(initialization, activation), Math.Sqrt(6.0 / (FanIn + FanOut)));

    [Fact]
    public void Uniform_has_a_fixed_limit() => CheckUniform(Draw(WeightInitialization.Uniform, Activation.ReLU), 0.05);

    [Fact]
    public void Normal_has_a_fixed_deviation() => CheckNormal(Draw(WeightInitialization.Normal, Activation.ReLU), 0.05);

    [Fact]
    public void He_uniform_has_the_variance_of_He() =>
        CheckUniform(Draw(WeightInitialization.HeUniform, Activation.ReLU), Math.Sqrt(6.0 / FanIn));

    [Fact]
    public void Xavier_normal_has_the_variance_of_Xavier() =>
        CheckNormal(Draw(WeightInitialization.XavierNormal, Activation.ReLU), Math.Sqrt(2.0 / (FanIn + FanOut)));

    [Fact]
    public void LeCun_is_by_fan_in()
    {
        CheckNormal(Draw(WeightInitialization.LeCunNormal, Activation.ReLU), Math.Sqrt(1.0 / FanIn));
        CheckUniform(Draw(WeightInitialization.LeCunUniform, Activation.ReLU), Math.Sqrt(3.0 / FanIn));
    }

    [Fact]
    public void Maxout_draws_all_its_pieces_like_layers_of_their_own()
    {
        var layer = new DenseLayer(FanIn, FanOut / 2, Activation.Maxout, pieces: 2);
        foreach (var initialization in Enum.GetValues<WeightInitialization>())
        {
            WeightInitializer.Fill(layer, initialization, new Xoshiro256StarStar(5, threadSafe: false));
            var half = layer.Weights.Length / 2;
            double[] first = [.. layer.Weights.Take(half).Select(w => (double)w)];
            double[] second = [.. layer.Weights.Skip(half).Select(w => (double)w)];
            if (initialization is WeightInitialization.Zeros or WeightInitialization.Constant)
            {
                Assert.Equal(first, second);
                continue;
            }
            Assert.NotEqual(first, second);
            // Of 30000 draws a mean square is off by 1 %; allowed is four times as much.
            var alone = new DenseLayer(FanIn, FanOut / 2, Activation.Tanh);
            var drawn = initialization == WeightInitialization.Default
                ? WeightInitialization.LeCunNormal
                : initialization;
            WeightInitializer.Fill(alone, drawn, new Xoshiro256StarStar(6, threadSafe: false));
            var meanSquare = alone.Weights.Average(w => (double)w * w);
            Assert.InRange(first.Average(w => w * w) / meanSquare, 0.96, 1.04);
            Assert.InRange(second.Average(w => w * w) / meanSquare, 0.96, 1.04);
        }
    }

    [Theory]
    [InlineData(WeightInitialization.Default)]
    [InlineData(WeightInitialization.Orthogonal)]
    public void Maxout_keeps_the_mean_square_of_a_signal_through_ten_layers(WeightInitialization initialization)
    {
        int[] layers = [.. Enumerable.Repeat(200, 10)];
        var network = Network.Create(200, layers, 2, Activation.Maxout, initialization, seed: 3);
        var statistics = LayerStatistics.Measure(
            network, TestRows.Noise(100, 200, 2, seed: 1), TestRows.InOrder(100), new TrainingOptions());
        // The features have a mean square of 1/3. He would make it 2^10 times as large.
        Assert.InRange(MeanSquare(statistics[0]) * 3, 0.8, 1.25);
        Assert.InRange(MeanSquare(statistics[9]) * 3, 0.4, 2.5);

        static double MeanSquare(LayerStatistics layer) =>
            layer.ActivationMean * layer.ActivationMean + layer.ActivationDeviation * layer.ActivationDeviation;
    }

    [Fact]
    public void A_truncated_normal_ends_at_two_deviations()
    {
        var weights = Draw(WeightInitialization.TruncatedNormal, Activation.ReLU);
        // The variance of a standard normal within ±2 is 1 - 4 φ(2) / (2 Φ(2) - 1) = 0.7741.
        CheckMoments(weights, 0.05 * Math.Sqrt(0.7741));
        Assert.InRange(weights.Max(), 0.0995, 0.1 * (1 + 1e-7));
        Assert.InRange(weights.Min(), -0.1 * (1 + 1e-7), -0.0995);
        // Of a normal within ±2, 2 Φ(1) - 1 = 0.6827 of 0.9545 lie within ±1, of a uniform one half.
        Assert.InRange(weights.Count(w => Math.Abs(w) < 0.05) / (double)weights.Length, 0.705, 0.725);
    }

    [Fact]
    public void Zeros_and_Constant_draw_nothing()
    {
        Assert.All(Draw(WeightInitialization.Zeros, Activation.ReLU), weight => Assert.Equal(0, weight));
        Assert.All(Draw(WeightInitialization.Constant, Activation.ReLU), weight => Assert.Equal(0.05f, (float)weight));
    }

    [Fact]
    public void Every_initialization_gives_finite_weights_and_the_same_for_the_same_seed() =>
        Assert.All(Enum.GetValues<WeightInitialization>(), initialization =>
        {
            var network = Network.Create(150, [170, 1], 2, initialization: initialization, seed: 6);
            Assert.True(network.AllParametersAreFinite());
            NetworkAssert.BitwiseEqual(
                network, Network.Create(150, [170, 1], 2, initialization: initialization, seed: 6));
        });

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
