namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>
/// A network as nodes of an ONNX graph. A layer is <c>Gemm</c>, which is z = x Wᵀ + b, followed by the nodes of its
/// activation; a maxout layer is a <c>Gemm</c> for each piece, followed by <c>Max</c>. Batch normalization is folded
/// into the weights, and dropout, which scoring does not use, is left out.
/// </summary>
internal static class OnnxNetwork
{
    /// <summary>The oldest operator set that has all operators used here (ONNX 1.4, 2019), so that whatever runs ONNX
    /// runs the networks. On the matrices given to them, the operators mean the same in all later sets; a graph may
    /// therefore also declare a newer one.</summary>
    public const int OperatorSet = 9;

    /// <summary>Adds the layers.</summary>
    /// <param name="graph">Where to add.</param>
    /// <param name="network">A network without normalization: see <see cref="Network.Fold"/>.</param>
    /// <param name="features">The name of the features, rows x inputSize.</param>
    /// <returns>The name of the logits, rows x outputSize.</returns>
    public static string AddLogits(IOnnxGraph graph, Network network, string features)
    {
        var x = features;
        for (var l = 0; l < network.Layers.Count; l++) x = AddLayer(graph, network.Layers[l], $"layers.{l}", x);
        return x;
    }

    /// <summary>Adds the function that makes outputs of logits.</summary>
    /// <param name="graph">Where to add.</param>
    /// <param name="output">The function.</param>
    /// <param name="logits">The name of the logits.</param>
    /// <param name="name">The name that the outputs should have.</param>
    /// <returns>The name of the outputs, rows x outputSize.</returns>
    public static string AddOutputs(IOnnxGraph graph, OutputActivation output, string logits, string name) =>
        output switch
        {
            OutputActivation.Softmax => graph.AddNode("Softmax", name, [logits], new OnnxAttribute.Integer("axis", 1)),
            OutputActivation.Sigmoid => graph.AddNode("Sigmoid", name, [logits]),
            OutputActivation.Identity => graph.AddNode("Identity", name, [logits]),
            _ => throw new ArgumentOutOfRangeException(nameof(output)),
        };

    private static string AddLayer(IOnnxGraph graph, DenseLayer layer, string name, string x)
    {
        if (layer.Activation != Activation.Maxout)
            return OnnxActivation.Add(graph, layer.Activation, name, AddSums(graph, layer, piece: 0, name, x));
        string[] pieces = [.. Enumerable.Range(0, layer.Pieces).Select(piece =>
            AddSums(graph, layer, piece, $"{name}.pieces.{piece}", x))];
        return graph.AddNode("Max", $"{name}.maxout", pieces);
    }

    /// <summary>The weighted sums of one piece of all units, whose weights and biases lie together.</summary>
    private static string AddSums(IOnnxGraph graph, DenseLayer layer, int piece, string name, string x)
    {
        var (units, inputs) = (layer.OutputSize, layer.InputSize);
        var weights = layer.Weights.AsMemory(piece * units * inputs, units * inputs);
        var biases = layer.Biases.AsMemory(piece * units, units);
        return graph.AddNode("Gemm", $"{name}.sums",
            [
                x,
                graph.AddInitializer($"{name}.weight", weights, units, inputs),
                graph.AddInitializer($"{name}.bias", biases, units),
            ],
            new OnnxAttribute.Integer("transB", 1)); // W is units x inputs.
    }
}
