using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>The number that is predicted, or a vector of them.</summary>
/// <param name="vectorSize">How many numbers the vector has, or null for a single number.</param>
internal sealed class RegressionOutputs(int? vectorSize) : ModelOutputs(
[
    vectorSize is { } size
        ? new OutputColumn<VBuffer<float>>(
            Score, new VectorDataViewType(NumberDataViewType.Single, size), ReadVector)
        : new OutputColumn<float>(Score, NumberDataViewType.Single, ReadNumber),
])
{
    /// <summary>Whether the prediction is a vector.</summary>
    public bool IsVector { get; } = vectorSize is not null;

    public static IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column.VectorKind kind) =>
        [ScoreAnnotations.Announce(Score, kind, NumberDataViewType.Single)];

    public override void AddTo(IOnnxGraph graph, string outputs) => graph.AddNode("Identity", Score, [outputs]);

    protected override DataViewSchema.Annotations Annotate(OutputColumn column, uint setId) =>
        ScoreAnnotations.Create("Regression", column.Name, setId).ToAnnotations();
}
