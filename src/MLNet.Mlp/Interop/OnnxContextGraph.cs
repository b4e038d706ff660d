using System.Runtime.InteropServices;
using Microsoft.ML.Model.OnnxConverter;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp.Interop;

/// <summary>The graph of a whole pipeline, which ML.NET builds. ML.NET keeps one list of names for columns and for
/// everything else, where the last that takes a name has it; so what is not a column must not be called like
/// one.</summary>
/// <param name="context">ML.NET's graph.</param>
/// <param name="columns">The columns that are added: a node that is named after one of them gives its value.</param>
internal sealed class OnnxContextGraph(OnnxContext context, IReadOnlyList<OutputColumn> columns) : IOnnxGraph
{
    /// <summary>The operators of ONNX itself; ML.NET's default are those of ONNX-ML.</summary>
    private const string Domain = "";

    /// <summary>The name of a feature column, as a matrix.</summary>
    public string FeaturesOf(string columnName)
    {
        if (!context.ContainsColumn(columnName))
            throw new InvalidOperationException(
                $"The column '{columnName}' must be in the ONNX graph; got a graph without it. " +
                "Try not to drop it from the inputs.");
        return AsMatrix(context.GetVariableName(columnName), columnName);
    }

    /// <summary>The name of features, as a matrix. A vector with several dimensions is a tensor with as many more in
    /// ONNX.</summary>
    /// <param name="features">ML.NET's name of them.</param>
    /// <param name="name">What they are called in the graph if they have to be changed.</param>
    public string AsMatrix(string features, string name) => context.RetrieveShapeOrNull(features) is { Count: > 2 }
        ? AddNode("Flatten", $"{name}.flat", [features], new OnnxAttribute.Integer("axis", 1))
        : features;

    /// <summary>Gives a value to a variable that ML.NET has declared.</summary>
    public void Assign(string variable, string value) =>
        context.CreateNode("Identity", value, variable, context.GetNodeName("Identity"), Domain);

    public string AddInitializer(string name, ReadOnlyMemory<float> values, params long[] shape) =>
        context.AddInitializer(MemoryMarshal.ToEnumerable(values), shape, Unused(name));

    public string AddNode(string operatorType, string name, string[] inputs, params OnnxAttribute[] attributes)
    {
        var output = columns.FirstOrDefault(column => column.Name == name) is { } column
            ? context.AddIntermediateVariable(column.Type, name)
            : context.AddIntermediateVariable(null, Unused(name), skip: true); // Runtimes infer its shape.
        var node = context.CreateNode(operatorType, inputs, [output], context.GetNodeName(operatorType), Domain);
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case OnnxAttribute.Integer integer: node.AddAttribute(integer.Name, integer.Value); break;
                case OnnxAttribute.Real real: node.AddAttribute(real.Name, (double)real.Value); break;
            }
        }
        return output;
    }

    /// <summary>A name that no column has; columns that later transforms add take their names from others.</summary>
    private string Unused(string name)
    {
        var unused = name;
        for (var number = 2; context.ContainsColumn(unused); number++) unused = $"{name}.{number}";
        return unused;
    }
}
