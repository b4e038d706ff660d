namespace Microsoft.ML.Data;

/// <summary>What transformers and evaluators often ask of a column, and annotations that are vectors.</summary>
internal static class ColumnReading
{
    public static PrimitiveDataViewType ItemType(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector ? vector.ItemType : (PrimitiveDataViewType)column.Type;

    /// <summary>The number of slots; 1 for a scalar, 0 where it varies.</summary>
    public static int SlotCount(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector ? vector.Size : 1;

    public static DataViewType? AnnotationType(this DataViewSchema.Column column, string kind) =>
        column.Annotations.Schema.GetColumnOrNull(kind)?.Type;

    /// <summary>The items of the annotation; null when there is none, or none of that type.</summary>
    public static T[]? AnnotationItems<T>(this DataViewSchema.Column column, string kind, PrimitiveDataViewType itemType)
    {
        if (column.AnnotationType(kind) is not VectorDataViewType type || !type.ItemType.Equals(itemType))
            return null;
        VBuffer<T> value = default;
        column.Annotations.GetValue(kind, ref value);
        return [.. value.DenseValues()];
    }

    public static ReadOnlyMemory<char>[]? AnnotationTexts(this DataViewSchema.Column column, string kind) =>
        column.AnnotationItems<ReadOnlyMemory<char>>(kind, TextDataViewType.Instance);

    public static void AddItems<T>(
        this DataViewSchema.Annotations.Builder annotations, string kind, VectorDataViewType type, T[] items) =>
        annotations.Add(kind, type, (ref VBuffer<T> value) => value = new(items.Length, items));
}
