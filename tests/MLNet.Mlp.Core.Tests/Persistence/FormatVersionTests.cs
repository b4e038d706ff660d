using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Files once written must be readable for ever, and networks that older versions know must be written as they
/// wrote them.</summary>
public class FormatVersionTests
{
    private static readonly float[] _features = [0.5f, -1, 0.25f, 2, -0.75f, 1, 1.5f, 0];

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Files", file);

    // Written when 1 was the newest version. The scores were computed from the file's bytes by a script in double
    // precision that has nothing from this library.
    [Fact]
    public void A_file_of_version_1_loads_and_scores_as_recorded() => Check("version-1.safetensors",
        [
            0.8348526566672257, 0.04878468623373218, 0.11636265709904213,
            0.4707640359616082, 0.25229733780221403, 0.2769386262361777,
        ],
        [Activation.ReLU, Activation.Tanh, Activation.GELU, Activation.Identity]);

    // The same for 2: maxout, normalization with other than the default constants, dropout and a sigmoid at the end.
    [Fact]
    public void A_file_of_version_2_loads_and_scores_as_recorded()
    {
        var network = Check("version-2.safetensors",
            [0.5833997152971739, 0.5755795635174625, 0.6911089128070644, 0.7365938826273333],
            [Activation.Maxout, Activation.SiLU, Activation.LeakyReLU, Activation.Identity]);
        Assert.Equal([0.25f, 0, 0.5f, 0], network.Layers.Select(layer => layer.Dropout));
        Assert.Equal([2, 1, 1, 1], network.Layers.Select(layer => layer.Pieces));
        Assert.Equal([0.2f, 0.1f, null, null], network.Layers.Select(layer => layer.Normalization?.Momentum));
        Assert.Equal([0.001f, 0.00001f, null, null], network.Layers.Select(layer => layer.Normalization?.Epsilon));
    }

    private static Network Check(string file, double[] scores, Activation[] activations)
    {
        var network = NetworkFile.Load(PathOf(file));
        Assert.Equal(activations, network.Layers.Select(layer => layer.Activation));
        var actual = new float[scores.Length];
        new ReferenceBackend().CreateScorer(network).Score(_features, actual);
        Tolerance.FloatRounding.Check(scores, actual, file);
        // So the code of today writes what the code of then wrote.
        Assert.Equal(File.ReadAllBytes(PathOf(file)), SavedNetwork.Bytes(network));
        return network;
    }

    private static string VersionOf(Network network)
    {
        var header = SafetensorsText.Split(SavedNetwork.Bytes(network)).Header;
        const string Key = "\"format_version\":\"";
        var at = header.IndexOf(Key, StringComparison.Ordinal) + Key.Length;
        return header[at..header.IndexOf('"', at)];
    }

    [Fact]
    public void A_softmax_over_plain_layers_of_any_activation_is_written_in_version_1()
    {
        foreach (var activation in Enum.GetValues<Activation>().Where(activation => activation != Activation.Maxout))
            Assert.Equal("1", VersionOf(Network.Create(3, [4], 2, activation)));
        Assert.Equal("1", VersionOf(Network.Create(3, [], 2)));
    }

    [Fact]
    public void Whatever_version_1_cannot_hold_is_written_in_version_2()
    {
        Assert.Equal("2", VersionOf(Network.Create(3, [4], 2, output: OutputActivation.Sigmoid)));
        Assert.Equal("2", VersionOf(Network.Create(3, [4], 2, output: OutputActivation.Identity)));
        Assert.Equal("2", VersionOf(Network.Create(3, [4], 2, Activation.Maxout)));
        Assert.Equal("2", VersionOf(Network.Create(3, [new HiddenLayer(4) { Dropout = 0.5f }], 2)));
        Assert.Equal("2", VersionOf(Network.Create(3, [new HiddenLayer(4) { BatchNormalization = true }], 2)));
    }

    [Fact]
    public void A_network_with_its_normalization_folded_is_written_in_version_1() =>
        Assert.Equal("1", VersionOf(
            Network.Create(3, [new HiddenLayer(4) { BatchNormalization = true, Dropout = 0.5f }], 2).Fold()));
}
