using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp;

/// <summary>The formulas of <see cref="WeightInitialization"/>.</summary>
internal static class WeightInitializer
{
    private const double FixedScale = 0.05;

    /// <summary>Fills the weights of one layer from <paramref name="random"/>, in memory order.</summary>
    public static void Fill(DenseLayer layer, WeightInitialization initialization, RandomSource random)
    {
        if (initialization == WeightInitialization.Default) initialization = layer.Activation.DefaultInitialization();
        if (initialization == WeightInitialization.Orthogonal)
        {
            // A matrix for each piece of maxout: of one for all, with more rows than columns, the rows would be too
            // short.
            for (var sum = 0; sum < layer.SumCount; sum += layer.OutputSize)
                OrthogonalMatrix.Fill(
                    layer.Weights.AsSpan(sum * layer.InputSize), layer.OutputSize, layer.InputSize, random);
            return;
        }

        double fanIn = layer.InputSize, fanOut = layer.OutputSize;
        Func<double> draw = initialization switch
        {
            WeightInitialization.Zeros => () => 0,
            WeightInitialization.Constant => () => FixedScale,
            WeightInitialization.Uniform => () => Uniform(random, FixedScale),
            WeightInitialization.Normal => () => Normal.Sample(random, 0, FixedScale),
            WeightInitialization.TruncatedNormal => () => TruncatedNormal(random, FixedScale),
            WeightInitialization.LeCunNormal => () => Normal.Sample(random, 0, Math.Sqrt(1 / fanIn)),
            WeightInitialization.LeCunUniform => () => Uniform(random, Math.Sqrt(3 / fanIn)),
            WeightInitialization.XavierNormal => () => Normal.Sample(random, 0, Math.Sqrt(2 / (fanIn + fanOut))),
            WeightInitialization.Xavier => () => Uniform(random, Math.Sqrt(6 / (fanIn + fanOut))),
            WeightInitialization.He => () => Normal.Sample(random, 0, Math.Sqrt(2 / fanIn)),
            WeightInitialization.HeUniform => () => Uniform(random, Math.Sqrt(6 / fanIn)),
            _ => throw new ArgumentOutOfRangeException(nameof(initialization)),
        };
        foreach (ref var weight in layer.Weights.AsSpan()) weight = (float)draw();
    }

    /// <summary>Uniform in ±limit.</summary>
    private static double Uniform(RandomSource random, double limit) => (2 * random.NextDouble() - 1) * limit;

    /// <summary>Normal with mean 0, drawn again while beyond two standard deviations.</summary>
    private static double TruncatedNormal(RandomSource random, double deviation)
    {
        double sample;
        do sample = Normal.Sample(random, 0, deviation);
        while (Math.Abs(sample) > 2 * deviation);
        return sample;
    }
}
