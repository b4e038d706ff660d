using System.Globalization;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Files of version 2: what layers may have beside weights, biases and an activation.</summary>
public class NetworkArchitectureTests
{
    /// <summary>5 inputs, 3 normalized maxout units of 2 pieces, 2 outputs.</summary>
    private static Network Create(float dropout = 0.5f, float momentum = 0.25f, float epsilon = 0.001f)
    {
        var hidden = new DenseLayer(5, 3, Activation.Maxout, pieces: 2)
        {
            Dropout = dropout,
            Normalization = new BatchNormalization(6, momentum, epsilon),
        };
        var network = new Network([hidden, new DenseLayer(3, 2, Activation.Identity)], OutputActivation.Sigmoid);
        Fill(network, seed: 1);
        return network;
    }

    private static void Fill(Network network, int seed)
    {
        var random = new Random(seed);
        foreach (var layer in network.Layers)
        {
            float[][] parameters = layer.Normalization is { } n
                ? [layer.Weights, layer.Biases, n.Scale, n.RunningMean, n.RunningVariance]
                : [layer.Weights, layer.Biases];
            foreach (var values in parameters)
                foreach (ref var value in values.AsSpan()) value = random.NextSingle();
        }
    }

    private static string Message(byte[] data) =>
        Assert.Throws<FormatException>(() => SavedNetwork.Load(data)).Message;

    [Fact]
    public void Every_combination_survives_bitwise()
    {
        foreach (var output in Enum.GetValues<OutputActivation>())
            foreach (var activation in Enum.GetValues<Activation>())
                foreach (var dropout in new[] { 0, 0.1f })
                    foreach (var normalized in new[] { false, true })
                        for (var hiddenLayers = 0; hiddenLayers <= 2; hiddenLayers++)
                        {
                            var hidden = new HiddenLayer(4, activation)
                            {
                                MaxoutPieces = 3,
                                Dropout = dropout,
                                BatchNormalization = normalized,
                            };
                            HiddenLayer[] layers = [.. Enumerable.Repeat(hidden, hiddenLayers)];
                            var network = Network.Create(3, layers, 2, output: output);
                            Fill(network, hiddenLayers);
                            SavedNetwork.AssertSame(network, SavedNetwork.Load(SavedNetwork.Bytes(network)));
                        }
    }

    [Theory]
    [InlineData(0.1f, 0.1f, 1e-5f)]
    [InlineData(float.Epsilon, float.Epsilon, float.Epsilon)]
    [InlineData(0.99999994f, 1, float.MaxValue)]
    public void The_constants_of_a_layer_survive_bitwise(float dropout, float momentum, float epsilon)
    {
        var network = Create(dropout, momentum, epsilon);
        SavedNetwork.AssertSame(network, SavedNetwork.Load(SavedNetwork.Bytes(network)));
    }

    [Fact]
    public void Normalization_has_the_tensors_of_torch()
    {
        var header = SafetensorsText.Split(SavedNetwork.Bytes(Create())).Header;
        Assert.Contains(
            "\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[6,5],\"data_offsets\":[0,120]}," +
            "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[120,144]}," +
            "\"layers.0.norm.weight\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[144,168]}," +
            "\"layers.0.norm.running_mean\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[168,192]}," +
            "\"layers.0.norm.running_var\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[192,216]}," +
            "\"layers.1.weight\":", header, StringComparison.Ordinal);
    }

    [Theory]
    // Names and kinds.
    [InlineData("'sigmoid'}", "'hardmax'}", "output must be one of softmax, sigmoid, identity; got 'hardmax'")]
    [InlineData("'sigmoid'}", "null}", "must name the layers and the output")]
    [InlineData(",'output':'sigmoid'", "", "must name the layers and the output")]
    [InlineData("'output'", "'outputs'", "must be JSON of what this version says of a network")]
    [InlineData("'layers'", "'activations'", "must be JSON of what this version says of a network")]
    [InlineData("'maxout'", "'relu'", "pieces must be 1 for the activation ReLU; got 2")]
    [InlineData("'maxout'", "'max'", "activation must be one of relu, ")]
    [InlineData("'maxout'", "null", "activation must be one of relu, ")]
    [InlineData("'activation':'maxout',", "", "missing required properties including: 'activation'")]
    [InlineData("'maxout'", "7", "must be JSON of what this version says of a network")]
    [InlineData(",{'activation':'identity'}", ",null", "must name the layers and the output")]
    [InlineData(",{'activation':'identity'}", "", "1 layers, 1 of them normalized, so 5 tensors; got 7")]
    [InlineData("{'activation':'identity'}", "{'activation':'relu'}", "last layer must have the identity activation")]
    [InlineData("{'activation':'identity'}", "{'activation':'identity','dropout':0.5}", "neither normalization nor dropout")]
    // Pieces.
    [InlineData("'pieces':2,", "", "pieces must be at least 2; got 1")]
    [InlineData("'pieces':2", "'pieces':1", "pieces must be at least 2; got 1")]
    [InlineData("'pieces':2", "'pieces':0", "layers.0.weight is 6x5 but layer 0 has 0 pieces")]
    [InlineData("'pieces':2", "'pieces':-2", "layers.0.weight is 6x5 but layer 0 has -2 pieces")]
    [InlineData("'pieces':2", "'pieces':4", "layers.0.weight is 6x5 but layer 0 has 4 pieces")]
    [InlineData("'pieces':2", "'pieces':3", "Layer 1 takes 3 inputs but layer 0 has 2 units")]
    [InlineData("'pieces':2", "'pieces':2147483647", "layers.0.weight is 6x5 but layer 0 has 2147483647 pieces")]
    [InlineData("'pieces':2", "'pieces':2147483648", "must be JSON of what this version says of a network")]
    [InlineData("'pieces':2", "'pieces':2.5", "must be JSON of what this version says of a network")]
    [InlineData("'pieces':2", "'pieces':2,'pieces':2", "must be JSON of what this version says of a network")]
    // Dropout.
    [InlineData("'dropout':0.5", "'dropout':1", "Dropout must be in [0, 1); got 1")]
    [InlineData("'dropout':0.5", "'dropout':-0.1", "Dropout must be in [0, 1); got -0.1")]
    [InlineData("'dropout':0.5", "'dropout':1e999", "Dropout must be in [0, 1); got Infinity")]
    [InlineData("'dropout':0.5", "'dropout':'NaN'", "must be JSON of what this version says of a network")]
    [InlineData("'dropout'", "'droput'", "must be JSON of what this version says of a network")]
    // Normalization.
    [InlineData("'momentum':0.25", "'momentum':0", "momentum must be in (0, 1]; got 0")]
    [InlineData("'momentum':0.25", "'momentum':1.5", "momentum must be in (0, 1]; got 1.5")]
    [InlineData("'epsilon':0.001", "'epsilon':0", "epsilon must be positive and finite; got 0")]
    [InlineData("'epsilon':0.001", "'epsilon':1e999", "epsilon must be positive and finite; got Infinity")]
    [InlineData(",'epsilon':0.001", "", "must be JSON of what this version says of a network")]
    [InlineData("'momentum':0.25,", "", "must be JSON of what this version says of a network")]
    [InlineData(",'normalization':{'momentum':0.25,'epsilon':0.001}", "", "2 layers, 0 of them normalized, so 4 tensors; got 7")]
    [InlineData("{'activation':'identity'}",
        "{'activation':'identity','normalization':{'momentum':0.25,'epsilon':0.001}}", "'layers.1.norm.weight' is missing")]
    public void Malformed_architectures_are_refused(string old, string replacement, string problem)
    {
        // In the file the architecture is a JSON text within JSON.
        static string Escape(string text) => text.Replace("'", "\\u0022", StringComparison.Ordinal);
        Assert.Contains(problem, Message(SafetensorsText.Replace(SavedNetwork.Bytes(Create()), Escape(old),
            Escape(replacement))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("layers.0.norm.weight", "layers.0.norm.scale", "'layers.0.norm.weight' is missing")]
    [InlineData("layers.0.norm.running_mean", "layers.0.norm.mean", "'layers.0.norm.running_mean' is missing")]
    [InlineData("layers.0.norm.running_var", "layers.1.norm.running_var", "'layers.0.norm.running_var' is missing")]
    [InlineData("\"layers.0.norm.weight\":{\"dtype\":\"F32\",\"shape\":[6]", "\"layers.0.norm.weight\":{\"dtype\":\"F64\",\"shape\":[3]",
        "'layers.0.norm.weight' must have the type F32; got F64")]
    [InlineData("\"layers.0.norm.weight\":{\"dtype\":\"F32\",\"shape\":[6]", "\"layers.0.norm.weight\":{\"dtype\":\"F32\",\"shape\":[6,1]",
        "'layers.0.norm.weight' must have 1 sizes, each at least 1; got [6, 1]")]
    [InlineData("\"shape\":[6],\"data_offsets\":[144,168]},\"layers.0.norm.running_mean\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[168,192]}",
        "\"shape\":[5],\"data_offsets\":[144,164]},\"layers.0.norm.running_mean\":{\"dtype\":\"F32\",\"shape\":[7],\"data_offsets\":[164,192]}",
        "layers.0.weight has 6 rows but layers.0.norm.weight has 5 values")]
    public void Malformed_tensors_are_refused(string old, string replacement, string problem) =>
        Assert.Contains(problem, Message(SafetensorsText.Replace(SavedNetwork.Bytes(Create()), old, replacement)),
            StringComparison.Ordinal);

    [Fact]
    public void A_tensor_too_many_is_refused()
    {
        var data = SavedNetwork.Bytes(Network.Create(1, [], 1, output: OutputActivation.Identity));
        var more = SafetensorsText.Replace(data, "[1],\"data_offsets\":[4,8]}",
            "[1],\"data_offsets\":[4,8]},\"more\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}");
        Assert.Contains("so 2 tensors; got 3", Message(more), StringComparison.Ordinal);
    }

    [Fact]
    public void Softmax_over_a_single_output_is_refused() =>
        Assert.Contains("OutputSize must be at least 2; got 1", Message(SafetensorsText.Replace(
            SavedNetwork.Bytes(Network.Create(1, [], 1, output: OutputActivation.Identity)),
            "\\u0022output\\u0022:\\u0022identity", "\\u0022output\\u0022:\\u0022softmax")), StringComparison.Ordinal);

    [Theory]
    [InlineData("norm.weight", 36, float.NaN, "finite values; got NaN")]
    [InlineData("norm.running_mean", 42, float.PositiveInfinity, "finite values; got Infinity")]
    [InlineData("norm.running_var", 48, float.NaN, "finite values; got NaN")]
    [InlineData("norm.running_var", 53, -0.5f, "no negative values; got -0.5")]
    public void Impossible_normalizations_are_neither_saved_nor_loaded(string name, int at, float value, string problem)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"'layers.0.{name}' must hold {problem}");
        var network = Create();
        var data = SafetensorsText.Replace(SavedNetwork.Bytes(network), "\"sha256\"", "\"other\"");
        BitConverter.TryWriteBytes(SafetensorsText.Values(data)[(sizeof(float) * at)..], value);
        Assert.Contains(expected, Message(data), StringComparison.Ordinal);

        var normalization = network.Layers[0].Normalization!;
        float[] all = [.. normalization.Scale, .. normalization.RunningMean, .. normalization.RunningVariance];
        all[at - 36] = value;
        all.AsSpan(0, 6).CopyTo(normalization.Scale);
        all.AsSpan(6, 6).CopyTo(normalization.RunningMean);
        all.AsSpan(12, 6).CopyTo(normalization.RunningVariance);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => SavedNetwork.Bytes(network)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_variance_of_zero_of_either_sign_survives()
    {
        var network = Create();
        network.Layers[0].Normalization!.RunningVariance[0] = 0;
        network.Layers[0].Normalization!.RunningVariance[1] = -0f;
        SavedNetwork.AssertSame(network, SavedNetwork.Load(SavedNetwork.Bytes(network)));
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_values_and_a_cut_anywhere_is_noticed()
    {
        var data = SavedNetwork.Bytes(Create());
        var values = SafetensorsText.Values(data).Length;
        for (var i = data.Length - values; i < data.Length; i++)
        {
            data[i] ^= 1;
            Assert.Contains("weights are damaged", Message(data), StringComparison.Ordinal);
            data[i] ^= 1;
        }
        for (var length = 0; length < data.Length; length++)
            Assert.Contains("ends within", Message(data[..length]), StringComparison.Ordinal);
        SavedNetwork.Load(data);
    }
}
