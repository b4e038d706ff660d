namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>A graph of one network, from its features to its outputs.</summary>
internal sealed class OnnxGraph : IOnnxGraph
{
    /// <summary>The version of onnx.proto that <see cref="OnnxNetwork.OperatorSet"/> came with. It is the first in
    /// which constants need not be inputs of the graph, too.</summary>
    private const int FormatVersion = 4;

    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _initializers = [];
    private readonly HashSet<string> _names = [];

    /// <summary>The file of a network.</summary>
    /// <param name="network">A network without normalization.</param>
    public static ProtobufMessage ModelOf(Network network)
    {
        var graph = new OnnxGraph();
        var features = graph.Unused(OnnxFile.InputName);
        var logits = OnnxNetwork.AddLogits(graph, network, features);
        var outputs = OnnxNetwork.AddOutputs(graph, network.Output, logits, OnnxFile.OutputName);
        return OnnxMessages.Model(FormatVersion, OnnxNetwork.OperatorSet, OnnxMessages.Graph(
            "network", graph._nodes, graph._initializers,
            OnnxMessages.Matrix(features, network.InputSize), OnnxMessages.Matrix(outputs, network.OutputSize)));
    }

    public string AddInitializer(string name, ReadOnlyMemory<float> values, params long[] shape)
    {
        name = Unused(name);
        _initializers.Add(OnnxMessages.Tensor(name, values, shape));
        return name;
    }

    public string AddNode(string operatorType, string name, string[] inputs, params OnnxAttribute[] attributes)
    {
        name = Unused(name);
        _nodes.Add(OnnxMessages.Node(operatorType, inputs, name, attributes));
        return name;
    }

    /// <summary>The name itself for the first that asks for it; later ones are numbered.</summary>
    private string Unused(string name)
    {
        var unused = name;
        for (var number = 2; !_names.Add(unused); number++) unused = $"{name}.{number}";
        return unused;
    }
}
