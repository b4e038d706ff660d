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
        columnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, annotations:
        [
            MLNetInternals.CreateColumn(
                ScoreAnnotations.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance),
        ]);

    public override void AddTo(IOnnxGraph graph, string outputs) => graph.AddNode("Identity", ColumnName, [outputs]);

    /// <summary>The names of the units, "Unit0" and so on, which ML.NET's permutation feature importance asks for; and
    /// nothing else, as it is a column of features, not of scores.</summary>
    protected override DataViewSchema.Annotations Annotate(OutputColumn column, uint setId)
    {
        ReadOnlyMemory<char>[] names = [.. Enumerable.Range(0, unitCount).Select(unit => $"Unit{unit}".AsMemory())];
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(ScoreAnnotations.SlotNames, new VectorDataViewType(TextDataViewType.Instance, unitCount),
            (ref VBuffer<ReadOnlyMemory<char>> destination) =>
                new VBuffer<ReadOnlyMemory<char>>(unitCount, names).CopyTo(ref destination));
        return annotations.ToAnnotations();
    }
}
