namespace MLNet.Mlp.Core.Tests;

internal static class NetworkAssert
{
    public static void BitwiseEqual(Network expected, Network actual) => Assert.Equal(Bits(expected), Bits(actual));

    public static void Different(Network one, Network other) => Assert.NotEqual(Bits(one), Bits(other));

    public static IEnumerable<float> Parameters(Network network) =>
        network.Layers.SelectMany(layer => layer.Weights.Concat(layer.Biases));

    private static int[] Bits(Network network) => [.. Parameters(network).Select(BitConverter.SingleToInt32Bits)];
}
