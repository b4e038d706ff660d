namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>The messages of an ONNX file that networks need. The numbers of the fields are those of <c>onnx.proto</c>,
/// where each message has the name given here.</summary>
internal static class OnnxMessages
{
    /// <summary>ModelProto: the whole file.</summary>
    /// <param name="formatVersion">The version of onnx.proto that the file needs, ir_version.</param>
    /// <param name="operatorSet">The version of the operators.</param>
    /// <param name="graph">A <see cref="Graph"/>.</param>
    public static ProtobufMessage Model(int formatVersion, int operatorSet, ProtobufMessage graph) =>
        new ProtobufMessage()
            .Add(field: 1, formatVersion)               // ir_version
            .Add(field: 2, "MLNet.Mlp")                 // producer_name
            .Add(field: 7, graph)                       // graph
            .Add(field: 8, new ProtobufMessage()        // opset_import, an OperatorSetIdProto
                .Add(field: 1, "")                      // domain: that of ONNX itself
                .Add(field: 2, operatorSet));           // version

    /// <summary>GraphProto: the nodes, in an order in which they can be run.</summary>
    public static ProtobufMessage Graph(
        string name, IEnumerable<ProtobufMessage> nodes, IEnumerable<ProtobufMessage> initializers,
        ProtobufMessage input, ProtobufMessage output)
    {
        var graph = new ProtobufMessage();
        foreach (var node in nodes) graph.Add(field: 1, node);                      // node
        graph.Add(field: 2, name);                                                  // name
        foreach (var initializer in initializers) graph.Add(field: 5, initializer); // initializer
        return graph
            .Add(field: 11, input)                                                  // input
            .Add(field: 12, output);                                                // output
    }

    /// <summary>NodeProto: an operator and what it is applied to.</summary>
    public static ProtobufMessage Node(
        string operatorType, string[] inputs, string output, IEnumerable<OnnxAttribute> attributes)
    {
        var node = new ProtobufMessage();
        foreach (var input in inputs) node.Add(field: 1, input);                    // input
        node.Add(field: 2, output)                                                  // output
            .Add(field: 3, output)                                                  // name
            .Add(field: 4, operatorType);                                           // op_type
        foreach (var attribute in attributes) node.Add(field: 5, Attribute(attribute)); // attribute
        return node;
    }

    /// <summary>TensorProto: a constant, of type float.</summary>
    public static ProtobufMessage Tensor(string name, ReadOnlyMemory<float> values, IEnumerable<long> shape)
    {
        var tensor = new ProtobufMessage();
        foreach (var size in shape) tensor.Add(field: 1, size);                     // dims
        return tensor
            .Add(field: 2, OnnxElementType.Float)                                   // data_type
            .Add(field: 8, name)                                                    // name
            .Add(field: 9, values);                                                 // raw_data
    }

    /// <summary>ValueInfoProto: an input or output of the graph, a matrix of any number of rows, of type
    /// float.</summary>
    public static ProtobufMessage Matrix(string name, int columnCount) => new ProtobufMessage()
        .Add(field: 1, name)                                                        // name
        .Add(field: 2, new ProtobufMessage()                                        // type, a TypeProto
            .Add(field: 1, new ProtobufMessage()                                    // tensor_type
                .Add(field: 1, OnnxElementType.Float)                               // elem_type
                .Add(field: 2, new ProtobufMessage()                                // shape, a TensorShapeProto
                    .Add(field: 1, new ProtobufMessage().Add(field: 2, "N"))        // dim: dim_param, a variable
                    .Add(field: 1, new ProtobufMessage().Add(field: 1, columnCount))))); // dim: dim_value

    /// <summary>AttributeProto: a constant of a node.</summary>
    private static ProtobufMessage Attribute(OnnxAttribute attribute)
    {
        var message = new ProtobufMessage().Add(field: 1, attribute.Name);          // name
        return attribute switch
        {
            OnnxAttribute.Real real => message.Add(field: 2, real.Value).Add(field: 20, 1),        // f, type FLOAT
            OnnxAttribute.Integer integer => message.Add(field: 3, integer.Value).Add(field: 20, 2), // i, type INT
            _ => throw new ArgumentOutOfRangeException(nameof(attribute)),
        };
    }
}
