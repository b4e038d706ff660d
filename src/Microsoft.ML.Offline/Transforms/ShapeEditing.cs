using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>How estimators announce their columns.</summary>
internal static class ShapeEditing
{
    public static SchemaShape.Column NormalizedFlag { get; } = new(
        AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column TextSlotNames { get; } = new(
        AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);

    public static SchemaShape.Column CategoricalRanges { get; } = new(
        AnnotationUtils.Kinds.CategoricalSlotRanges,
        SchemaShape.Column.VectorKind.Vector,
        NumberDataViewType.Int32,
        false);

    /// <summary>The shape with these columns in the place of any of the same name.</summary>
    public static SchemaShape With(this SchemaShape shape, IEnumerable<SchemaShape.Column> columns)
    {
        var byName = shape.ToDictionary(column => column.Name);
        foreach (var column in columns)
            byName[column.Name] = column;
        return new(byName.Values);
    }

    public static IEnumerable<SchemaShape.Column> Annotation(this SchemaShape.Column column, string kind) =>
        column.Annotations.Where(annotation => annotation.Name == kind);

    public static bool Has(this SchemaShape.Column column, SchemaShape.Column annotation) =>
        column.Annotation(annotation.Name)
            .Any(found => found.Kind == annotation.Kind && found.ItemType.Equals(annotation.ItemType));
}
