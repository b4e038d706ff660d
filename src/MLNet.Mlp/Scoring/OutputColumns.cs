using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>The columns that a trained model adds, with the annotations by which ML.NET's evaluators and transforms
/// recognize them: the same as those of the built-in multiclass trainers.</summary>
internal static class OutputColumns
{
    public const string Score = "Score";
    public const string PredictedLabel = "PredictedLabel";

    private const string SlotNames = "SlotNames";
    private const string TrainingLabelValues = "TrainingLabelValues";
    private const string ScoreColumnSetId = "ScoreColumnSetId";
    private const string ScoreColumnKind = "ScoreColumnKind";
    private const string ScoreValueKind = "ScoreValueKind";
    private const string MulticlassClassification = "MulticlassClassification";

    private static readonly KeyDataViewType _setIdType = new(typeof(uint), int.MaxValue);

    /// <summary>The columns as far as they are known before training.</summary>
    public static IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column label)
    {
        const SchemaShape.Column.VectorKind Scalar = SchemaShape.Column.VectorKind.Scalar;
        const SchemaShape.Column.VectorKind Vector = SchemaShape.Column.VectorKind.Vector;
        SchemaShape.Column[] common =
        [
            MLNetInternals.CreateColumn(ScoreColumnSetId, Scalar, NumberDataViewType.UInt32, isKey: true),
            MLNetInternals.CreateColumn(ScoreColumnKind, Scalar, TextDataViewType.Instance),
            MLNetInternals.CreateColumn(ScoreValueKind, Scalar, TextDataViewType.Instance),
        ];
        List<SchemaShape.Column> ofScore = [], ofPredictedLabel = [];
        if (label.Annotations.TryFindColumn(LabelValues.KeyValues, out var values) && values.Kind == Vector &&
            !values.IsKey && LabelValues.AreKept(values.ItemType))
        {
            if (values.ItemType is TextDataViewType)
                ofScore.Add(MLNetInternals.CreateColumn(SlotNames, Vector, TextDataViewType.Instance));
            ofScore.Add(MLNetInternals.CreateColumn(TrainingLabelValues, Vector, values.ItemType));
            ofPredictedLabel.Add(MLNetInternals.CreateColumn(LabelValues.KeyValues, Vector, values.ItemType));
        }
        yield return MLNetInternals.CreateColumn(Score, Vector, NumberDataViewType.Single,
            annotations: [.. ofScore, .. common]);
        yield return MLNetInternals.CreateColumn(PredictedLabel, Scalar, NumberDataViewType.UInt32, isKey: true,
            annotations: [.. ofPredictedLabel, .. common]);
    }

    /// <summary>The schema of <paramref name="input"/> with the model's columns after its own.</summary>
    public static DataViewSchema Append(DataViewSchema input, int classCount, LabelValues? labelValues)
    {
        var setId = LargestSetId(input) + 1;
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);

        var predictedLabel = CommonAnnotations(PredictedLabel, setId);
        labelValues?.AddTo(predictedLabel, LabelValues.KeyValues);
        schema.AddColumn(PredictedLabel, new KeyDataViewType(typeof(uint), classCount), predictedLabel.ToAnnotations());

        var score = CommonAnnotations(Score, setId);
        labelValues?.AddTo(score, TrainingLabelValues);
        if (labelValues is { AreText: true }) labelValues.AddTo(score, SlotNames);
        schema.AddColumn(Score, new VectorDataViewType(NumberDataViewType.Single, classCount), score.ToAnnotations());
        return schema.ToSchema();
    }

    private static DataViewSchema.Annotations.Builder CommonAnnotations(string valueKind, uint setId)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(ScoreColumnKind, TextDataViewType.Instance, MulticlassClassification.AsMemory());
        annotations.AddPrimitiveValue(ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        annotations.AddPrimitiveValue(ScoreColumnSetId, _setIdType, setId);
        return annotations;
    }

    /// <summary>Each model's columns form a set of their own: the evaluators look for the set with the largest
    /// id.</summary>
    private static uint LargestSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            var setId = column.Annotations.Schema.GetColumnOrNull(ScoreColumnSetId);
            if (setId is not { Type: KeyDataViewType type } || type.RawType != typeof(uint)) continue;
            uint id = 0;
            column.Annotations.GetValue(ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }
        return largest;
    }
}
