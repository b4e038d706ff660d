using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>A score for each class, and the class with the largest.</summary>
internal sealed class MulticlassOutputs(int classCount, LabelValues? labelValues) : ModelOutputs(
[
    new OutputColumn<uint>(PredictedLabel, new KeyDataViewType(typeof(uint), classCount), ReadLargest),
    new OutputColumn<VBuffer<float>>(Score, new VectorDataViewType(NumberDataViewType.Single, classCount), ReadVector),
])
{
    private const string ColumnKind = "MulticlassClassification";

    /// <summary>What the keys of the label stand for, or null if for nothing.</summary>
    public LabelValues? LabelValues { get; } = labelValues;

    public static IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column label)
    {
        const SchemaShape.Column.VectorKind Vector = SchemaShape.Column.VectorKind.Vector;
        List<SchemaShape.Column> ofScore = [], ofPredictedLabel = [];
        if (label.Annotations.TryFindColumn(LabelValues.KeyValues, out var values) && values.Kind == Vector &&
            !values.IsKey && LabelValues.AreKept(values.ItemType))
        {
            SchemaShape.Column ValuesAs(string name) => MLNetInternals.CreateColumn(name, Vector, values.ItemType);
            if (values.ItemType is TextDataViewType) ofScore.Add(ValuesAs(ScoreAnnotations.SlotNames));
            ofScore.Add(ValuesAs(ScoreAnnotations.TrainingLabelValues));
            ofPredictedLabel.Add(ValuesAs(LabelValues.KeyValues));
        }
        yield return ScoreAnnotations.Announce(Score, Vector, NumberDataViewType.Single, more: ofScore);
        yield return ScoreAnnotations.Announce(PredictedLabel, SchemaShape.Column.VectorKind.Scalar,
            NumberDataViewType.UInt32, isKey: true, ofPredictedLabel);
    }

    public override void AddTo(IOnnxGraph graph, string outputs)
    {
        string Cast(string name, string input, int type) =>
            graph.AddNode("Cast", name, [input], new OnnxAttribute.Integer("to", type));

        graph.AddNode("Identity", Score, [outputs]);
        // Keys count from 1. Floats hold the number of any class that has a score exactly.
        var largest = graph.AddNode("ArgMax", "largest", [outputs],
            new OnnxAttribute.Integer("axis", 1), new OnnxAttribute.Integer("keepdims", 1));
        var key = graph.AddNode("Add", "key",
            [Cast("largest.float", largest, OnnxElementType.Float), graph.AddConstant("one", 1)]);
        Cast(PredictedLabel, key, OnnxElementType.UInt32);
    }

    protected override DataViewSchema.Annotations Annotate(OutputColumn column, uint setId)
    {
        var annotations = ScoreAnnotations.Create(ColumnKind, column.Name, setId);
        if (column.Name == PredictedLabel)
        {
            LabelValues?.AddTo(annotations, LabelValues.KeyValues);
        }
        else
        {
            LabelValues?.AddTo(annotations, ScoreAnnotations.TrainingLabelValues);
            if (LabelValues is { AreText: true }) LabelValues.AddTo(annotations, ScoreAnnotations.SlotNames);
        }
        return annotations.ToAnnotations();
    }

    /// <summary>The key of the largest score; missing, 0, if one is NaN, so that there is no telling.</summary>
    private static void ReadLargest(ReadOnlySpan<float> outputs, ref uint value)
    {
        var largest = TensorPrimitives.IndexOfMax(outputs); // The first NaN, if there is one.
        value = float.IsNaN(outputs[largest]) ? 0 : (uint)largest + 1;
    }
}
