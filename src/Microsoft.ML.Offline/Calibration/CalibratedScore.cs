using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Calibrators;

/// <summary>What the column of probabilities takes over from the column of scores: all of this, or nothing.</summary>
internal static class CalibratedScore
{
    public const string ColumnName = "Probability";

    private static readonly (string Kind, DataViewType Type, bool IsKey)[] _kinds =
    [
        (AnnotationUtils.Kinds.ScoreColumnSetId, NumberDataViewType.UInt32, true),
        (AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, false),
        (AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, false),
    ];

    public static IEnumerable<SchemaShape.Column> Annotations(SchemaShape.Column score)
    {
        var found = _kinds.SelectMany(kind => score.Annotation(kind.Kind).Where(column =>
            column.Kind == SchemaShape.Column.VectorKind.Scalar
            && column.IsKey == kind.IsKey && column.ItemType.Equals(kind.Type))).ToArray();
        return found.Length == _kinds.Length ? found : [];
    }

    public static DataViewSchema.Annotations Annotations(DataViewSchema.Column score)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (Array.TrueForAll(_kinds, kind => score.AnnotationType(kind.Kind) is { } type
            && type.RawType == kind.Type.RawType && type is KeyDataViewType == kind.IsKey))
        {
            foreach (var (kind, _, _) in _kinds)
                annotations.Add(score.Annotations, name => name == kind);
        }
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        return annotations.ToAnnotations();
    }
}
