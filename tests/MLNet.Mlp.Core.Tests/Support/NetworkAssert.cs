namespace MLNet.Mlp.Core.Tests;

internal static class NetworkAssert
{
    public static void BitwiseEqual(Network expected, Network actual) => Assert.Equal(Bits(expected), Bits(actual));

    public static void Different(Network one, Network other) => Assert.NotEqual(Bits(one), Bits(other));

    /// <summary>Checks every parameter and running statistic.</summary>
    public static void Near(Network expected, Network actual, Tolerance tolerance, string what)
    {
        var number = 0;
        foreach (var (one, other) in Parameters(expected).Zip(Parameters(actual)))
            tolerance.Check(one, other, $"{what}, parameter {number++}");
    }

    /// <summary>Weights and biases, and with normalization the scales and running statistics.</summary>
    public static IEnumerable<float> Parameters(Network network) => network.Layers.SelectMany(layer =>
        layer.Normalization is { } n
            ? layer.Weights.Concat(layer.Biases).Concat(n.Scale).Concat(n.RunningMean).Concat(n.RunningVariance)
            : layer.Weights.Concat(layer.Biases));

    public static bool AllParametersAreFinite(this Network network) => Parameters(network).All(float.IsFinite);

    private static int[] Bits(Network network) => [.. Parameters(network).Select(BitConverter.SingleToInt32Bits)];
}
