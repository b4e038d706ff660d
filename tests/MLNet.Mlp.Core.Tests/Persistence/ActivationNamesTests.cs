namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>What saved networks call the activations and outputs. A name, once given, must stay readable
/// for ever.</summary>
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

            var quoted = $"\\u0022{_names[activation]}\\u0022";
            Assert.Contains(quoted, Header(stream), StringComparison.Ordinal);
            stream.Position = 0;
            SavedNetwork.AssertSame(network, NetworkFile.Load(stream));
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
        SavedNetwork.AssertSame(network, NetworkFile.Load(stream));
    }

    [Fact]
    public void Every_output_is_saved_by_its_name()
    {
        var names = new Dictionary<OutputActivation, string>
        {
            [OutputActivation.Softmax] = "softmax",
            [OutputActivation.Sigmoid] = "sigmoid",
            [OutputActivation.Identity] = "identity",
        };
        foreach (var output in Enum.GetValues<OutputActivation>())
        {
            var network = Network.Create(3, [4], 2, output: output);
            using var stream = new MemoryStream();
            NetworkFile.Save(network, stream);
            var expected = $"\\u0022output\\u0022:\\u0022{names[output]}\\u0022";
            Assert.Contains(expected, Header(stream), StringComparison.Ordinal);
            stream.Position = 0;
            SavedNetwork.AssertSame(network, NetworkFile.Load(stream));
        }
    }

    private static readonly Dictionary<Activation, string> _names = new()
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
        [Activation.Maxout] = "maxout",
    };

    private static string Header(MemoryStream stream) => SafetensorsText.Split(stream.ToArray()).Header;
}
