using MLNet.Mlp.Core.Tests.Persistence;

namespace MLNet.Mlp.Core.Tests.Properties;

public class SavingTests
{
    [Fact]
    public void Saving_and_loading_keeps_every_bit_of_every_network() =>
        PropertyCheck.ForAll(NetworkCase.Any, 300, drawn =>
        {
            var network = WithAnyNumbers(drawn);
            var data = SavedNetwork.Bytes(network);
            var loaded = SavedNetwork.Load(data);
            SavedNetwork.AssertSame(network, loaded);
            Assert.Equal(data, SavedNetwork.Bytes(loaded));
        });

    [Fact]
    public void Damaged_bytes_are_refused_or_harmless() => PropertyCheck.ForAll(NetworkCase.Any, 300, drawn =>
    {
        var data = SavedNetwork.Bytes(drawn.Create());
        var random = new Random(drawn.Seed);
        // Without the checksum, damaged values get further.
        if (random.Next(2) == 0) data = SafetensorsText.Replace(data, "\"sha256\"", "\"none\"");
        var length = random.Next(2) == 0 ? data.Length : data.Length - SafetensorsText.Values(data).Length;
        for (var change = random.Next(1, 4); change > 0; change--) data[random.Next(length)] = (byte)random.Next(256);
        // Nothing but a FormatException may come out. A change of a digit, of the dropout say, may go unnoticed, but
        // what is loaded is a network that can be saved.
        try
        {
            SavedNetwork.Bytes(SavedNetwork.Load(data));
        }
        catch (FormatException)
        {
        }
    });

    /// <summary>The drawn architecture with arbitrary finite numbers in all places, tiny and huge ones and -0 among
    /// them.</summary>
    private static Network WithAnyNumbers(NetworkCase drawn)
    {
        var random = new Random(drawn.Seed);
        float Positive() => MathF.Max(float.Epsilon, MathF.Abs(Any(random)));
        var network = drawn.Create();
        DenseLayer[] layers = [.. network.Layers.Select((layer, l) => new DenseLayer(
            layer.InputSize, layer.OutputSize, layer.Activation, layer.Pieces)
        {
            Dropout = layer.Dropout > 0 ? random.NextSingle() : 0,
            Normalization = layer.Normalization is null
                ? null
                : new BatchNormalization(layer.SumCount, 1 - random.NextSingle(), Positive()),
        })];
        foreach (var layer in layers)
        {
            Fill(layer.Weights, random);
            Fill(layer.Biases, random);
            if (layer.Normalization is not { } normalization) continue;
            Fill(normalization.Scale, random);
            Fill(normalization.RunningMean, random);
            foreach (ref var variance in normalization.RunningVariance.AsSpan()) variance = MathF.Abs(Any(random));
        }
        return new Network(layers, network.Output);
    }

    private static void Fill(float[] values, Random random)
    {
        foreach (ref var value in values.AsSpan()) value = Any(random);
    }

    private static float Any(Random random)
    {
        float[] special = [0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue];
        if (random.Next(8) == 0) return special[random.Next(special.Length)];
        var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return float.IsFinite(value) ? value : Any(random);
    }
}
