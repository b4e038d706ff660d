using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>The annotations by which ML.NET's evaluators and transforms recognize the columns of a model: the same as
/// those of its built-in trainers.</summary>
internal static class ScoreAnnotations
{
    public const string SlotNames = "SlotNames";
    public const string TrainingLabelValues = "TrainingLabelValues";

    private const string ScoreColumnSetId = "ScoreColumnSetId";
    private const string ScoreColumnKind = "ScoreColumnKind";
    private const string ScoreValueKind = "ScoreValueKind";
    private const string IsNormalized = "IsNormalized";

    private static readonly KeyDataViewType _setIdType = new(typeof(uint), int.MaxValue);

    /// <summary>A column as it is announced before training.</summary>
    public static SchemaShape.Column Announce(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey = false,
        params IEnumerable<SchemaShape.Column> more) =>
        MLNetInternals.CreateColumn(name, kind, itemType, isKey,
        [
            .. more,
            AnnounceScalar(ScoreColumnSetId, NumberDataViewType.UInt32, isKey: true),
            AnnounceScalar(ScoreColumnKind, TextDataViewType.Instance),
            AnnounceScalar(ScoreValueKind, TextDataViewType.Instance),
        ]);

    /// <summary>The annotation of a probability.</summary>
    public static SchemaShape.Column AnnounceIsNormalized() =>
        AnnounceScalar(IsNormalized, BooleanDataViewType.Instance);

    /// <summary>What each column of a model says of itself.</summary>
    /// <param name="columnKind">The task: "Regression".</param>
    /// <param name="valueKind">Which column it is: "Score".</param>
    /// <param name="setId">The number of the model's set of columns.</param>
    public static DataViewSchema.Annotations.Builder Create(string columnKind, string valueKind, uint setId)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(ScoreColumnKind, TextDataViewType.Instance, columnKind.AsMemory());
        annotations.AddPrimitiveValue(ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        annotations.AddPrimitiveValue(ScoreColumnSetId, _setIdType, setId);
        return annotations;
    }

    /// <summary>Says that a column holds probabilities.</summary>
    public static void AddIsNormalized(DataViewSchema.Annotations.Builder annotations) =>
        annotations.AddPrimitiveValue(IsNormalized, BooleanDataViewType.Instance, true);

    /// <summary>The number of the set of columns of a model that is added to <paramref name="schema"/>: the evaluators
    /// look for the set with the largest.</summary>
    public static uint NextSetId(DataViewSchema schema)
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
        return largest + 1;
    }

    private static SchemaShape.Column AnnounceScalar(string name, DataViewType type, bool isKey = false) =>
        MLNetInternals.CreateColumn(name, SchemaShape.Column.VectorKind.Scalar, type, isKey);
}
