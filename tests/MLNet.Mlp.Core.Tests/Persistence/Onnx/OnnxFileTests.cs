namespace MLNet.Mlp.Core.Tests.Persistence.Onnx;

public sealed class OnnxFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    private string Path => System.IO.Path.Combine(_folder, "network.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Network Create(int seed = 3) => Network.Create(5, [4, 3], 2, Activation.Tanh, seed: seed);

    private static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        OnnxFile.Save(network, stream);
        return stream.ToArray();
    }

    /// <summary>Weights 1, 2, 3 and so on through all layers, then the biases alike.</summary>
    private static Network Numbered(OutputActivation output, int outputSize, params HiddenLayer[] hiddenLayers)
    {
        var network = Network.Create(2, hiddenLayers, outputSize, output: output);
        var number = 0;
        foreach (var layer in network.Layers)
            foreach (ref var weight in layer.Weights.AsSpan()) weight = ++number;
        foreach (var layer in network.Layers)
            foreach (ref var bias in layer.Biases.AsSpan()) bias = ++number;
        return network;
    }

    [Fact]
    public void A_file_says_what_the_network_does()
    {
        var network = Numbered(OutputActivation.Softmax, 2, new HiddenLayer(3, Activation.LeakyReLU));
        Assert.Equal(
            [
                "IR 4, operators '' 9, by MLNet.Mlp",
                "layers.0.sums = Gemm(Features, layers.0.weight, layers.0.bias) transB=1",
                "layers.0.leakyrelu = LeakyRelu(layers.0.sums) alpha=0.01",
                "layers.1.sums = Gemm(layers.0.leakyrelu, layers.1.weight, layers.1.bias) transB=1",
                "Score = Softmax(layers.1.sums) axis=1",
                "layers.0.weight[3, 2]: 1 2 3 4 5 6",
                "layers.0.bias[3]: 13 14 15",
                "layers.1.weight[2, 3]: 7 8 9 10 11 12",
                "layers.1.bias[2]: 16 17",
                "input Features[N, 2]",
                "output Score[N, 2]",
            ],
            OnnxText.Of(Bytes(network)));
    }

    [Fact]
    public void The_pieces_of_maxout_are_layers_of_their_own()
    {
        var network = Numbered(OutputActivation.Identity, 1, new HiddenLayer(2, Activation.Maxout));
        Assert.Equal(
            [
                "IR 4, operators '' 9, by MLNet.Mlp",
                "layers.0.pieces.0.sums = Gemm(Features, layers.0.pieces.0.weight, layers.0.pieces.0.bias) transB=1",
                "layers.0.pieces.1.sums = Gemm(Features, layers.0.pieces.1.weight, layers.0.pieces.1.bias) transB=1",
                "layers.0.maxout = Max(layers.0.pieces.0.sums, layers.0.pieces.1.sums)",
                "layers.1.sums = Gemm(layers.0.maxout, layers.1.weight, layers.1.bias) transB=1",
                "Score = Identity(layers.1.sums)",
                "layers.0.pieces.0.weight[2, 2]: 1 2 3 4",
                "layers.0.pieces.0.bias[2]: 11 12",
                "layers.0.pieces.1.weight[2, 2]: 5 6 7 8",
                "layers.0.pieces.1.bias[2]: 13 14",
                "layers.1.weight[1, 2]: 9 10",
                "layers.1.bias[1]: 15",
                "input Features[N, 2]",
                "output Score[N, 1]",
            ],
            OnnxText.Of(Bytes(network)));
    }

    [Fact]
    public void An_activation_may_be_several_nodes()
    {
        var lines = OnnxText.Of(Bytes(Numbered(OutputActivation.Sigmoid, 1, new HiddenLayer(1, Activation.GELU))));
        Assert.Equal(
            [
                "layers.0.mul = Mul(layers.0.sums, layers.0.constant)",
                "layers.0.mul.2 = Mul(layers.0.sums, layers.0.constant.2)",
                "layers.0.erf = Erf(layers.0.mul.2)",
                "layers.0.add = Add(layers.0.erf, layers.0.constant.3)",
                "layers.0.mul.3 = Mul(layers.0.mul, layers.0.add)",
            ],
            lines[2..7]);
        Assert.Contains("layers.0.constant.2[1]: 0.70710677", lines);
        Assert.Contains("Score = Sigmoid(layers.1.sums)", lines);
    }

    [Fact]
    public void Every_activation_and_output_can_be_exported()
    {
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (var output in Enum.GetValues<OutputActivation>())
                Assert.NotEmpty(Bytes(Numbered(output, 2, new HiddenLayer(3, activation))));
    }

    [Fact]
    public void Normalization_is_folded_and_dropout_left_out()
    {
        HiddenLayer layer = new(3, Activation.SiLU) { BatchNormalization = true, Dropout = 0.5f };
        var network = Numbered(OutputActivation.Softmax, 2, layer);
        network.Layers[0].Normalization!.RunningVariance[1] = 4;
        Assert.Equal(Bytes(network.Fold()), Bytes(network));
        Assert.NotEqual(Bytes(Numbered(OutputActivation.Softmax, 2, layer with { BatchNormalization = false })),
            Bytes(network));
    }

    [Fact]
    public void The_same_network_gives_the_same_bytes()
    {
        Assert.Equal(Bytes(Create()), Bytes(Create()));
        Assert.NotEqual(Bytes(Create(seed: 3)), Bytes(Create(seed: 4)));
        OnnxFile.Save(Create(), Path);
        Assert.Equal(Bytes(Create()), File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_stream_is_left_open_and_takes_more()
    {
        using var stream = new MemoryStream();
        stream.WriteByte(7);
        OnnxFile.Save(Create(), stream);
        stream.WriteByte(8);
        Assert.Equal([7, .. Bytes(Create()), 8], stream.ToArray());
    }

    [Fact]
    public void Saving_replaces_the_old_file()
    {
        OnnxFile.Save(Create(seed: 3), Path);
        OnnxFile.Save(Create(seed: 4), Path);
        Assert.Equal(Bytes(Create(seed: 4)), File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failed_save_leaves_nothing_behind()
    {
        // A folder of that name cannot be replaced by a file.
        Directory.CreateDirectory(Path);
        Assert.ThrowsAny<SystemException>(() => OnnxFile.Save(Create(), Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = System.IO.Path.Combine(_folder, "missing", "network.onnx");
        Assert.Contains("missing", Assert.Throws<DirectoryNotFoundException>(() =>
            OnnxFile.Save(Create(), path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Parameters_that_are_not_finite_are_refused(float value)
    {
        OnnxFile.Save(Create(seed: 3), Path);
        var network = Create(seed: 4);
        network.Layers[1].Weights[2] = value;
        var message = Assert.Throws<ArgumentException>(() => OnnxFile.Save(network, Path)).Message;
        Assert.Contains("'layers.1.weight' must hold finite values", message, StringComparison.Ordinal);
        Assert.Equal(Bytes(Create(seed: 3)), File.ReadAllBytes(Path));
    }

    [Fact]
    public void Weights_that_are_too_large_once_normalization_is_folded_are_refused()
    {
        var network = Network.Create(2, [new HiddenLayer(3) { BatchNormalization = true }], 2);
        network.Layers[0].Weights[0] = 1e30f;
        network.Layers[0].Normalization!.Scale[0] = 1e30f;
        var message = Assert.Throws<ArgumentException>(() => Bytes(network)).Message;
        Assert.Contains("'layers.0.weight' must hold finite values", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("network", () => OnnxFile.Save(null!, Path));
        Assert.Throws<ArgumentNullException>("network", () => OnnxFile.Save(null!, Stream.Null));
        Assert.Throws<ArgumentNullException>("stream", () => OnnxFile.Save(Create(), (Stream)null!));
        Assert.Throws<ArgumentException>("path", () => OnnxFile.Save(Create(), ""));
    }
}
