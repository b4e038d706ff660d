namespace MLNet.Mlp.Core.Tests.Persistence;

public sealed class NetworkFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    private string Path => System.IO.Path.Combine(_folder, "network.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Network Create(int seed = 3) => Network.Create(5, [4, 3], 2, Activation.Tanh, seed: seed);

    private static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Save(network, stream);
        return stream.ToArray();
    }

    private static string Message(byte[] data) =>
        Assert.Throws<FormatException>(() => NetworkFile.Load(new MemoryStream(data))).Message;

    [Fact]
    public void A_network_survives_bitwise()
    {
        var network = Create();
        network.Layers[1].Biases[0] = -0f;
        network.Layers[2].Biases[1] = float.Epsilon;
        NetworkFile.Save(network, Path);
        SavedNetwork.AssertSame(network, NetworkFile.Load(Path));
    }

    [Fact]
    public void The_same_network_gives_the_same_bytes()
    {
        Assert.Equal(Bytes(Create()), Bytes(Create()));
        Assert.NotEqual(Bytes(Create(seed: 3)), Bytes(Create(seed: 4)));
        NetworkFile.Save(Create(), Path);
        Assert.Equal(Bytes(Create()), File.ReadAllBytes(Path));
    }

    [Fact]
    public void Saving_replaces_the_old_file()
    {
        NetworkFile.Save(Create(seed: 3), Path);
        NetworkFile.Save(Create(seed: 4), Path);
        Assert.Equal(Bytes(Create(seed: 4)), File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failed_save_leaves_nothing_behind()
    {
        // A folder of that name cannot be replaced by a file.
        Directory.CreateDirectory(Path);
        Assert.ThrowsAny<SystemException>(() => NetworkFile.Save(Create(), Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = System.IO.Path.Combine(_folder, "missing", "network.safetensors");
        Assert.Contains("missing", Assert.Throws<DirectoryNotFoundException>(() =>
            NetworkFile.Save(Create(), path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_file()
    {
        File.WriteAllText(Path, "something else");
        Assert.StartsWith($"'{Path}' cannot be read as a network. ",
            Assert.Throws<FormatException>(() => NetworkFile.Load(Path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => NetworkFile.Load(Path + "x"));
    }

    [Theory]
    [InlineData("\"format\":\"mlnet-mlp\"", "\"format\":\"pt\"", "holds no network of MLNet.Mlp")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"one\"", "'format_version' must be a positive number; got 'one'")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"0\"", "'format_version' must be a positive number; got '0'")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"3\"", "newer version of MLNet.Mlp: its format is 3")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"2\"", "'architecture' must be JSON of what this version says")]
    [InlineData("\"architecture\"", "\"arch\"", "'architecture' must name")]
    [InlineData("softmax", "sigmoid", "'architecture' must name the layers' activations and the output 'softmax'")]
    [InlineData("tanh", "swish", "; got 'swish'")]
    [InlineData("\\u0022tanh\\u0022,", "null,", "activation must be one of relu, ")]
    [InlineData("tanh", "maxout", "must be of version 2 to name the activation 'maxout'")]
    [InlineData("identity", "relu", "last layer must have the identity activation")]
    [InlineData("layers.1.bias", "layers.1.b", "'layers.1.bias' is missing")]
    [InlineData("\\u0022tanh\\u0022,", "", "0 of them normalized, so 2 tensors; got 6")]
    [InlineData("[4,5]", "[2,10]", "layers.0.weight is 2x10 but layers.0.bias has 4 values")]
    [InlineData("[4,5]", "[20]", "'layers.0.weight' must have 2 sizes, each at least 1; got [20]")]
    [InlineData("[3,4]", "[4,3]", "layers.1.weight is 4x3 but layers.1.bias has 3 values")]
    public void Malformed_networks_are_refused(string old, string replacement, string problem) =>
        Assert.Contains(problem, Message(SafetensorsText.Replace(Bytes(Create()), old, replacement)),
            StringComparison.Ordinal);

    [Fact]
    public void Layers_that_do_not_fit_together_are_refused()
    {
        var misfit = SafetensorsText.Build(
            """
            {"__metadata__":{"format":"mlnet-mlp","format_version":"1",
            "architecture":"{\"activations\":[\"relu\",\"identity\"],\"output\":\"softmax\"}"},
            "layers.0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},
            "layers.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},
            "layers.1.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},
            "layers.1.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}
            """, 32);
        Assert.Contains("Layer 1 takes 2 inputs but layer 0 has 1 units", Message(misfit), StringComparison.Ordinal);
        var empty = SafetensorsText.Build(
            """{"__metadata__":{"format":"mlnet-mlp","format_version":"1","architecture":"{\"activations\":[],\"output\":\"softmax\"}"}}""", 0);
        Assert.Contains("at least one layer", Message(empty), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "{{")]
    [InlineData("2", "{{")]
    [InlineData("1", "")]
    [InlineData("2", "[]")]
    [InlineData("2", @"{\""layers\"":5}")]
    [InlineData("2", @"{\""output\"":\""\\ud800\""}")]
    public void Damaged_architecture_is_refused(string version, string text) =>
        Assert.Contains("'architecture' must be JSON", Message(SafetensorsText.Build(
            $$$"""{"__metadata__":{"format":"mlnet-mlp","format_version":"{{{version}}}","architecture":"{{{text}}}"}}""", 0)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Weights_that_are_not_finite_are_refused(float value, string shown)
    {
        var data = SafetensorsText.Replace(Bytes(Create()), "\"sha256\"", "\"other\"");
        // Layer 0 has 4 x 5 weights and 4 biases.
        BitConverter.TryWriteBytes(SafetensorsText.Values(data)[(sizeof(float) * 26)..], value);
        Assert.Contains($"'layers.1.weight' must hold finite values; got {shown}", Message(data), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_could_not_be_loaded_is_not_saved()
    {
        NetworkFile.Save(Create(), Path);
        var broken = Create();
        broken.Layers[1].Weights[2] = float.NaN;
        const string Expected = "The network cannot be saved: " +
            "The network's tensor 'layers.1.weight' must hold finite values; got NaN. Try a smaller learning rate";

        Assert.StartsWith(Expected, Assert.Throws<ArgumentException>(() => NetworkFile.Save(broken, Path)).Message,
            StringComparison.Ordinal);
        Assert.Equal(Bytes(Create()), File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));

        using var stream = new MemoryStream();
        Assert.StartsWith(Expected, Assert.Throws<ArgumentException>(() => NetworkFile.Save(broken, stream)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_weights_is_noticed()
    {
        var data = Bytes(Create());
        var values = SafetensorsText.Split(data).Values.Length;
        for (var i = data.Length - values; i < data.Length; i++)
        {
            data[i] ^= 1;
            Assert.Contains("weights are damaged", Message(data), StringComparison.Ordinal);
            data[i] ^= 1;
        }
        NetworkFile.Load(new MemoryStream(data));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_noticed()
    {
        var data = Bytes(Create());
        for (var length = 0; length < data.Length; length++)
            Assert.Contains("ends within", Message(data[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_checksum_is_read()
    {
        var data = Bytes(Create());
        Assert.Equal(data, Bytes(NetworkFile.Load(new MemoryStream(SafetensorsText.Replace(data, "\"sha256\"",
            "\"other\"")))));
    }
}
