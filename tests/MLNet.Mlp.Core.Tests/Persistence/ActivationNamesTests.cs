namespace MLNet.Mlp.Core.Tests;

/// <summary>What saved networks call the activations. A name, once given, must stay readable for ever.</summary>
public class ActivationNamesTests
{
    [Fact]
    public void Every_activation_is_saved_by_its_name_and_loaded_again()
    {
        foreach (var activation in Enum.GetValues<Activation>())
        {
            var network = Network.Create(3, [4, 5], 2, activation);
            using var stream = new MemoryStream();
            NetworkFile.Save(network, stream);

            var quoted = $"\\u0022{Names[activation]}\\u0022";
            Assert.Contains(quoted, Header(stream), StringComparison.Ordinal);
            stream.Position = 0;
            var loaded = NetworkFile.Load(stream);
            NetworkAssert.BitwiseEqual(network, loaded);
            Assert.Equal([activation, activation, Activation.Identity], loaded.Layers.Select(layer => layer.Activation));
        }
    }

    [Fact]
    public void Each_layer_keeps_its_own_activation()
    {
        var activations = Enum.GetValues<Activation>();
        var network = Network.Create(3, [.. activations.Select((activation, i) => new HiddenLayer(i + 1, activation))], 2);
        using var stream = new MemoryStream();
        NetworkFile.Save(network, stream);
        stream.Position = 0;
        var loaded = NetworkFile.Load(stream);
        Assert.Equal([.. activations, Activation.Identity], loaded.Layers.Select(layer => layer.Activation));
    }

    private static readonly Dictionary<Activation, string> Names = new()
    {
        [Activation.Identity] = "identity",
        [Activation.ReLU] = "relu",
        [Activation.LeakyReLU] = "leakyrelu",
        [Activation.ELU] = "elu",
        [Activation.Sigmoid] = "sigmoid",
        [Activation.Tanh] = "tanh",
        [Activation.SiLU] = "silu",
        [Activation.GELU] = "gelu",
        [Activation.GELUTanh] = "gelutanh",
        [Activation.Softplus] = "softplus",
        [Activation.HardSigmoid] = "hardsigmoid",
        [Activation.HardSwish] = "hardswish",
    };

    private static string Header(MemoryStream stream)
    {
        var bytes = stream.ToArray();
        return System.Text.Encoding.UTF8.GetString(bytes, 8, (int)BitConverter.ToUInt64(bytes, 0));
    }
}
