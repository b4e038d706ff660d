namespace MLNet.Mlp.Core.Tests;

public class DenseLayerTests
{
    [Fact]
    public void A_new_layer_is_zero_and_plain()
    {
        var layer = new DenseLayer(3, 4, Activation.Tanh);
        Assert.Equal((3, 4, 1, 4), (layer.InputSize, layer.OutputSize, layer.Pieces, layer.SumCount));
        Assert.Equal((12, 4, 16L), (layer.Weights.Length, layer.Biases.Length, layer.ParameterCount));
        Assert.All(layer.Weights.Concat(layer.Biases), parameter => Assert.Equal(0, parameter));
        Assert.Null(layer.Normalization);
        Assert.Equal(0, layer.Dropout);
    }

    [Theory]
    [InlineData(0, 1, Activation.ReLU, 1, "inputSize must be at least 1; got 0.")]
    [InlineData(1, 0, Activation.ReLU, 1, "outputSize must be at least 1; got 0.")]
    [InlineData(1, 1, (Activation)99, 1, "activation must be one of ReLU, ")]
    [InlineData(1, 1, Activation.ReLU, 2, "pieces must be 1 for the activation ReLU; got 2.")]
    [InlineData(1, 1, Activation.Maxout, 1, "pieces must be at least 2; got 1.")]
    [InlineData(int.MaxValue, int.MaxValue, Activation.Maxout, int.MaxValue, "inputSize x outputSize x pieces must be")]
    [InlineData(2000, 2000, Activation.Maxout, 2000, "inputSize x outputSize x pieces must be at most ")]
    public void Sizes_out_of_range_are_refused(
        int inputs, int outputs, Activation activation, int pieces, string message)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new DenseLayer(inputs, outputs, activation, pieces));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1)]
    [InlineData(float.NaN)]
    public void Dropout_is_a_fraction(float value)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            "Dropout", () => new DenseLayer(1, 1, Activation.ReLU) { Dropout = value });
        Assert.StartsWith("Dropout must be in [0, 1); got ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_normalization_changes_nothing_but_by_its_epsilon()
    {
        var n = new BatchNormalization(3);
        Assert.Equal((0.1f, 1e-5f), (n.Momentum, n.Epsilon));
        Assert.Equal([1, 1, 1], n.Scale);
        Assert.Equal([0, 0, 0], n.RunningMean);
        Assert.Equal([1, 1, 1], n.RunningVariance);
    }

    [Theory]
    [InlineData(0, 0.1f, 1e-5f, "sumCount must be at least 1; got 0.")]
    [InlineData(1, 0, 1e-5f, "momentum must be in (0, 1]; got 0.")]
    [InlineData(1, 1.5f, 1e-5f, "momentum must be in (0, 1]; got 1.5.")]
    [InlineData(1, float.NaN, 1e-5f, "momentum must be in (0, 1]; got NaN.")]
    [InlineData(1, 1, 0, "epsilon must be positive and finite; got 0.")]
    [InlineData(1, 1, float.PositiveInfinity, "epsilon must be positive and finite; got Infinity.")]
    public void A_normalization_out_of_range_is_refused(int sumCount, float momentum, float epsilon, string message)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNormalization(sumCount, momentum, epsilon));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }
}
