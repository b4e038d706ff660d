using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace MLNet.Mlp;

/// <summary>How the weights of a layer are drawn before training. Biases always start at zero.</summary>
/// <remarks>fanIn is the layer's number of inputs, fanOut its number of outputs.</remarks>
public enum WeightInitialization
{
    /// <summary><see cref="He"/> for ReLU layers, <see cref="Xavier"/> for all others.</summary>
    Default,

    /// <summary>Normal with mean 0 and variance 2 / fanIn, which keeps the scale of the signal through ReLU layers
    /// (He, Zhang, Ren and Sun, 2015, eq. 10).</summary>
    He,

    /// <summary>Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010, eq. 16).</summary>
    Xavier,

    /// <summary>Uniform in ±0.05, whatever the layer's size.</summary>
    Uniform,

    /// <summary>Normal with mean 0 and standard deviation 0.05, whatever the layer's size.</summary>
    Normal,
}

internal static class WeightInitializer
{
    private const double FixedScale = 0.05;

    /// <summary>Fills the weights of one layer from <paramref name="random"/>, in memory order.</summary>
    public static void Fill(DenseLayer layer, WeightInitialization initialization, RandomSource random)
    {
        if (initialization == WeightInitialization.Default)
            initialization = layer.Activation == Activation.ReLU ? WeightInitialization.He : WeightInitialization.Xavier;

        double fanIn = layer.InputSize, fanOut = layer.OutputSize;
        Func<double> draw = initialization switch
        {
            WeightInitialization.He => () => Normal.Sample(random, 0, Math.Sqrt(2 / fanIn)),
            WeightInitialization.Xavier => () => Symmetric(random, Math.Sqrt(6 / (fanIn + fanOut))),
            WeightInitialization.Uniform => () => Symmetric(random, FixedScale),
            WeightInitialization.Normal => () => Normal.Sample(random, 0, FixedScale),
            _ => throw new ArgumentOutOfRangeException(nameof(initialization)),
        };
        foreach (ref var weight in layer.Weights.AsSpan()) weight = (float)draw();
    }

    private static double Symmetric(RandomSource random, double limit) => (2 * random.NextDouble() - 1) * limit;
}
