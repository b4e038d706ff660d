using MLNet.Mlp.Core.Tests.Properties;

namespace MLNet.Mlp.Core.Tests.Persistence.Onnx;

/// <summary>The networks that are exported and run elsewhere.</summary>
internal static class OnnxTestNetworks
{
    private static readonly Activation[] _activations = Enum.GetValues<Activation>();

    private static readonly OutputActivation[] _outputs = Enum.GetValues<OutputActivation>();

    /// <summary>Every output without a hidden layer; every activation with every output and one to three hidden layers
    /// of it, with and without normalization; every activation followed by another; maxout of up to five
    /// pieces.</summary>
    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        .. _outputs.Select(output => new NetworkCase(7, [], 4, output, Seed: 1)),
        new NetworkCase(1, [], 1, OutputActivation.Sigmoid, Seed: 2),
        new NetworkCase(1, [new HiddenLayer(1)], 1, OutputActivation.Identity, Seed: 3),
        .. from activation in _activations
           from output in _outputs
           from depth in Enumerable.Range(1, 3)
           select new NetworkCase(13, Layers(activation, depth, normalized: depth != 2), 5, output, Seed: depth),
        .. _activations.Zip(_activations.Skip(1), (first, second) => new NetworkCase(
            30, [new HiddenLayer(17, first) { Dropout = 0.5f }, new HiddenLayer(9, second)], 3,
            OutputActivation.Softmax, Seed: 4)),
        .. Enumerable.Range(2, 4).Select(pieces => new NetworkCase(
            5, [new HiddenLayer(6, Activation.Maxout) { MaxoutPieces = pieces, BatchNormalization = pieces == 3 }], 2,
            OutputActivation.Identity, Seed: pieces)),
    ];

    private static HiddenLayer[] Layers(Activation activation, int count, bool normalized) =>
    [
        .. Enumerable.Range(0, count).Select(l => new HiddenLayer(16 - 3 * l, activation)
        {
            BatchNormalization = normalized,
        }),
    ];
}
