namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>An ONNX graph that is being built, node by node: <see cref="OnnxNetwork"/> writes a network into it, be it
/// a graph of ours or that of a whole pipeline.</summary>
internal interface IOnnxGraph
{
    /// <summary>Adds a constant.</summary>
    /// <param name="name">The name it would best have.</param>
    /// <param name="values">Its values in row-major order.</param>
    /// <param name="shape">Its sizes, outermost first; at least one, as not every graph takes scalars.</param>
    /// <returns>The name that nodes refer to it by.</returns>
    string AddInitializer(string name, ReadOnlyMemory<float> values, params long[] shape);

    /// <summary>Adds a constant number.</summary>
    /// <returns>The name that nodes refer to it by.</returns>
    string AddConstant(string name, double value) => AddInitializer(name, new[] { (float)value }, 1);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operatorType">The operator, one of those of <see cref="OnnxNetwork.OperatorSet"/>.</param>
    /// <param name="name">The name that the output would best have.</param>
    /// <param name="inputs">The names of the inputs, as these methods have returned them.</param>
    /// <param name="attributes">The constants of the operator.</param>
    /// <returns>The name of the output.</returns>
    string AddNode(string operatorType, string name, string[] inputs, params OnnxAttribute[] attributes);
}
