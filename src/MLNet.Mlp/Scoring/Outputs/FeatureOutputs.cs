using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>The activations of a hidden layer, as one vector under a name of the user's choice.</summary>
internal sealed class FeatureOutputs(string columnName, int unitCount) : ModelOutputs(
    [new OutputColumn<VBuffer<float>>(
        columnName, new VectorDataViewType(NumberDataViewType.Single, unitCount), ReadVector)])
{
    /// <summary>The name of the column.</summary>
    public string ColumnName { get; } = columnName;

    public static SchemaShape.Column Announce(string columnName) => MLNetInternals.CreateColumn(
        columnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single);

    public override void AddTo(IOnnxGraph graph, string outputs) => graph.AddNode("Identity", ColumnName, [outputs]);

    /// <summary>Nothing: it is a column of features, not of scores.</summary>
    protected override DataViewSchema.Annotations? Annotate(OutputColumn column, uint setId) => null;
}
