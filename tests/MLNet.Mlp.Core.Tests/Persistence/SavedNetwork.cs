namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Saves networks and compares them with what is loaded again.</summary>
internal static class SavedNetwork
{
    public static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Save(network, stream);
        return stream.ToArray();
    }

    public static Network Load(byte[] data) => NetworkFile.Load(new MemoryStream(data));

    /// <summary>Everything that a network has must be the same, numbers bitwise.</summary>
    public static void AssertSame(Network expected, Network actual)
    {
        AssertSameParameters(expected, actual);
        Assert.Equal(expected.Layers.Select(Constants), actual.Layers.Select(Constants));
    }

    /// <summary>The layers and, bitwise, their parameters must be the same; not dropout and the constants of
    /// normalization.</summary>
    public static void AssertSameParameters(Network expected, Network actual)
    {
        Assert.Equal(expected.Output, actual.Output);
        Assert.Equal(expected.Layers.Select(Shape), actual.Layers.Select(Shape));
        foreach (var (one, other) in expected.Layers.Zip(actual.Layers))
        {
            Assert.Equal(Bits(one.Weights), Bits(other.Weights));
            Assert.Equal(Bits(one.Biases), Bits(other.Biases));
            if (one.Normalization is not { } normalization) continue;
            Assert.Equal(Bits(normalization.Scale), Bits(other.Normalization!.Scale));
            Assert.Equal(Bits(normalization.RunningMean), Bits(other.Normalization.RunningMean));
            Assert.Equal(Bits(normalization.RunningVariance), Bits(other.Normalization.RunningVariance));
        }
    }

    private static (int, int, Activation, int, bool) Shape(DenseLayer layer) =>
        (layer.InputSize, layer.OutputSize, layer.Activation, layer.Pieces, layer.Normalization is not null);

    private static (float, float?, float?) Constants(DenseLayer layer) =>
        (layer.Dropout, layer.Normalization?.Momentum, layer.Normalization?.Epsilon);

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);
}
