namespace MLNet.Mlp.Core.Tests;

public class NetworkTests
{
    [Fact]
    public void Create_lays_out_the_layers()
    {
        var network = Network.Create(5, [7, 4], 3, Activation.Tanh);
        Assert.Equal([(5, 7, Activation.Tanh), (7, 4, Activation.Tanh), (4, 3, Activation.Identity)],
            network.Layers.Select(layer => (layer.InputSize, layer.OutputSize, layer.Activation)));
        Assert.Equal((5, 3), (network.InputSize, network.OutputSize));
        Assert.Equal(5 * 7 + 7 + 7 * 4 + 4 + 4 * 3 + 3, network.ParameterCount);
    }

    [Fact]
    public void Create_gives_each_hidden_layer_its_own_activation()
    {
        var network = Network.Create(
            5, [new HiddenLayer(7, Activation.GELU), new HiddenLayer(4), new HiddenLayer(6, Activation.Tanh)], 3);
        Assert.Equal(
            [(5, 7, Activation.GELU), (7, 4, Activation.ReLU), (4, 6, Activation.Tanh), (6, 3, Activation.Identity)],
            network.Layers.Select(layer => (layer.InputSize, layer.OutputSize, layer.Activation)));
        NetworkAssert.BitwiseEqual(Network.Create(5, [7, 4], 3, Activation.ELU, WeightInitialization.Normal, 9),
            Network.Create(
                5, [new(7, Activation.ELU), new HiddenLayer(4, Activation.ELU)], 3, WeightInitialization.Normal, 9));
    }

    [Fact]
    public void Without_hidden_layers_there_is_the_output_layer_alone() =>
        Assert.Single(Network.Create(5, [], 3).Layers);

    [Fact]
    public void The_same_seed_draws_the_same_weights_and_another_seed_others()
    {
        NetworkAssert.BitwiseEqual(Network.Create(5, [7], 3, seed: 9), Network.Create(5, [7], 3, seed: 9));
        NetworkAssert.Different(Network.Create(5, [7], 3, seed: 9), Network.Create(5, [7], 3, seed: 10));
    }

    [Fact]
    public void A_clone_has_its_own_parameters()
    {
        var network = Network.Create(5, [7], 3, Activation.Sigmoid);
        network.Layers[0].Biases[2] = 4;
        var clone = network.Clone();
        NetworkAssert.BitwiseEqual(network, clone);
        Assert.Equal(Activation.Sigmoid, clone.Layers[0].Activation);

        clone.Layers[0].Weights[0] = 100;
        clone.Layers[1].Biases[0] = 100;
        Assert.NotEqual(100, network.Layers[0].Weights[0]);
        Assert.NotEqual(100, network.Layers[1].Biases[0]);
    }

    [Fact]
    public void Layers_that_do_not_fit_together_are_refused()
    {
        DenseLayer Layer(int inputs, int outputs, Activation activation = Activation.Identity) =>
            new(inputs, outputs, activation);

        var n = new BatchNormalization(4);
        Refuse("at least one layer; got none");
        Refuse("Layer 1 takes 5 inputs but layer 0 has 4 units.", Layer(3, 4), Layer(5, 2));
        Refuse("identity activation, as Softmax follows it; got ReLU", Layer(3, 4, Activation.ReLU));
        Refuse("OutputSize must be at least 2; got 1.", Layer(3, 1));
        Refuse("Layer 0 has 8 weighted sums but its normalization 4.",
            new DenseLayer(3, 4, Activation.Maxout, 2) { Normalization = n }, Layer(4, 2));
        const string Plain = "The last layer must have neither normalization nor dropout, as it gives the logits.";
        Refuse(Plain, new DenseLayer(3, 4, Activation.Identity) { Normalization = n });
        Refuse(Plain, new DenseLayer(3, 4, Activation.Identity) { Dropout = 0.5f });

        static void Refuse(string message, params DenseLayer[] layers) => Assert.Contains(
            message, Assert.ThrowsAny<ArgumentException>(() => new Network(layers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_out_of_range_are_refused_by_the_name_the_caller_knows()
    {
        Assert.Equal("inputSize must be at least 1; got 0.", Refuse(0, [], 2));
        Assert.Equal("hiddenLayers[1] must be at least 1; got 0.", Refuse(1, [3, 0], 2));
        Assert.Equal("outputSize must be at least 2; got 1.", Refuse(1, [3], 1));

        Assert.Equal("hiddenLayers[1].Units must be at least 1; got 0.", RefuseLayers(new(3), new(0)));
        Assert.Equal("hiddenLayers[0].Dropout must be in [0, 1); got 1.",
            RefuseLayers(new HiddenLayer(3) { Dropout = 1 }));
        Assert.Equal("hiddenLayers[0].MaxoutPieces must be at least 2; got 1.",
            RefuseLayers(new HiddenLayer(3, Activation.Maxout) { MaxoutPieces = 1 }));
        Assert.StartsWith("hiddenLayers[0].Activation must be one of ReLU, ",
            RefuseLayers(new HiddenLayer(3, (Activation)99)), StringComparison.Ordinal);

        static string Refuse(int inputs, int[] hidden, int classes) =>
            Message(() => Network.Create(inputs, hidden, classes));

        static string RefuseLayers(params HiddenLayer[] hidden) => Message(() => Network.Create(1, hidden, 2));

        static string Message(Action create) =>
            Assert.Throws<ArgumentOutOfRangeException>(create).Message.Split(" (Parameter")[0];
    }

    [Fact]
    public void Unknown_enum_values_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("output",
            () => Network.Create(1, [2], 2, output: (OutputActivation)99));
        Assert.Throws<ArgumentOutOfRangeException>("output",
            () => new Network([new DenseLayer(1, 2, Activation.Identity)], (OutputActivation)99));
        Assert.Throws<ArgumentOutOfRangeException>("activation", () => Network.Create(1, [2], 2, (Activation)99));
        Assert.Throws<ArgumentOutOfRangeException>(
            "initialization", () => Network.Create(1, [2], 2, initialization: (WeightInitialization)99));
    }

    [Fact]
    public void A_layer_too_large_for_an_array_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DenseLayer(100_000, 100_000, Activation.ReLU));

    [Theory]
    [InlineData(OutputActivation.Sigmoid)]
    [InlineData(OutputActivation.Identity)]
    public void Outputs_that_are_not_softmax_may_be_a_single_one(OutputActivation output)
    {
        var network = Network.Create(3, [], 1, output: output);
        Assert.Equal((1, output), (network.OutputSize, network.Output));
        Assert.Throws<ArgumentOutOfRangeException>("outputSize", () => Network.Create(3, [], 0, output: output));
    }

    [Fact]
    public void Maxout_normalization_and_dropout_come_from_the_hidden_layer()
    {
        var network = Everything();
        var (first, second) = (network.Layers[0], network.Layers[1]);
        Assert.Equal((7, 3, 21, 0.25f), (first.OutputSize, first.Pieces, first.SumCount, first.Dropout));
        Assert.Equal((5 * 21, 21, 21), (first.Weights.Length, first.Biases.Length, first.Normalization!.Scale.Length));
        Assert.Equal((7, 4, 1), (second.InputSize, second.OutputSize, second.Pieces));
        Assert.Null(second.Normalization);
        Assert.Equal(5 * 21 + 21 + 21, first.ParameterCount);
        Assert.Equal(5 * 21 + 21 + 21 + 7 * 4 + 4 + 4 * 2 + 2, network.ParameterCount);
    }

    [Fact]
    public void A_clone_is_of_the_same_shape_and_shares_nothing()
    {
        var network = Everything();
        var clone = network.Clone();
        NetworkAssert.BitwiseEqual(network, clone);
        Assert.Equal(network.Output, clone.Output);
        foreach (var (one, other) in network.Layers.Zip(clone.Layers))
        {
            Assert.Equal((one.Activation, one.Pieces, one.Dropout), (other.Activation, other.Pieces, other.Dropout));
            Assert.Equal((one.Normalization?.Momentum, one.Normalization?.Epsilon),
                (other.Normalization?.Momentum, other.Normalization?.Epsilon));
        }
        foreach (var (one, other) in AllParameters(network).Zip(AllParameters(clone)))
        {
            other[0] = 1000;
            Assert.NotEqual(1000, one[0]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_network_up_to_a_hidden_layer_has_copies_of_the_layers_and_is_saved_as_it_is(int hiddenLayer)
    {
        var network = Everything();
        var cut = network.UpTo(hiddenLayer);
        Assert.Equal((network.InputSize, network.Layers[hiddenLayer].OutputSize), (cut.InputSize, cut.OutputSize));
        Assert.Equal((OutputActivation.Identity, hiddenLayer + 1), (cut.Output, cut.Layers.Count));
        foreach (var (one, other) in AllParameters(network).Zip(AllParameters(cut)))
        {
            Assert.Equal(one, other);
            Assert.NotSame(one, other);
        }
        using var file = new MemoryStream();
        NetworkFile.Save(cut, file);
        file.Position = 0;
        NetworkAssert.BitwiseEqual(cut, NetworkFile.Load(file));
        NetworkAssert.BitwiseEqual(cut, cut.UpTo(hiddenLayer));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void There_must_be_the_hidden_layer_that_a_network_is_to_end_in(int hiddenLayer)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(nameof(hiddenLayer), () => Everything().UpTo(hiddenLayer));
        Assert.StartsWith($"hiddenLayer must be in [0, 2); got {hiddenLayer}.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_of_a_network_that_ends_in_a_hidden_layer_ends_with_its_activation() =>
        Assert.Contains("\n   GELU     batch x 4",
            Network.Create(5, [4], 2, Activation.GELU).UpTo(0).Summary(), StringComparison.Ordinal);

    [Fact]
    public void A_folded_network_is_plain_and_has_the_weights_of_the_formula()
    {
        var layer = new DenseLayer(2, 1, Activation.Tanh)
        {
            Dropout = 0.5f,
            Normalization = new BatchNormalization(1, epsilon: 1),
        };
        (layer.Weights[0], layer.Weights[1], layer.Biases[0]) = (2, -4, 5);
        var n = layer.Normalization;
        (n.Scale[0], n.RunningMean[0], n.RunningVariance[0]) = (6, 10, 8);
        var network = new Network([layer, new DenseLayer(1, 1, Activation.Identity)], OutputActivation.Identity);

        var folded = network.Fold();

        // The factor is 6 / sqrt(8 + 1) = 2.
        Assert.Equal([4, -8], folded.Layers[0].Weights);
        Assert.Equal([5 - 2 * 10], folded.Layers[0].Biases);
        Assert.Equal((0, Activation.Tanh, OutputActivation.Identity),
            (folded.Layers[0].Dropout, folded.Layers[0].Activation, folded.Output));
        Assert.Null(folded.Layers[0].Normalization);
        Assert.Equal([2, -4], layer.Weights);
        NetworkAssert.BitwiseEqual(folded, folded.Fold());
    }

    private static Network Everything() => Network.Create(5,
    [
        new HiddenLayer(7, Activation.Maxout) { MaxoutPieces = 3, Dropout = 0.25f, BatchNormalization = true },
        new HiddenLayer(4, Activation.GELU) { MaxoutPieces = 9 },
    ], 2, output: OutputActivation.Sigmoid);

    private static IEnumerable<float[]> AllParameters(Network network) =>
        network.Layers.SelectMany<DenseLayer, float[]>(layer => layer.Normalization is { } n
            ? [layer.Weights, layer.Biases, n.Scale, n.RunningMean, n.RunningVariance]
            : [layer.Weights, layer.Biases]);
}
