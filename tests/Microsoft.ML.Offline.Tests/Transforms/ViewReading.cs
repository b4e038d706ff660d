using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

/// <summary>Shortcuts for looking at a view's columns and their annotations as plain arrays.</summary>
internal static class ViewReading
{
    public static float[][] Vectors(this IDataView view, string column) => view.Vectors<float>(column);

    // Row by row, because the rows of a vector column may share one buffer.
    public static T[][] Vectors<T>(this IDataView view, string column)
        => view.GetColumn<VBuffer<T>>(view.Schema[column]).Select(v => v.DenseValues().ToArray()).ToArray();

    public static string[][] TextVectors(this IDataView view, string column)
        => view.GetColumn<VBuffer<ReadOnlyMemory<char>>>(view.Schema[column])
            .Select(v => v.DenseValues().Select(t => t.ToString()).ToArray()).ToArray();

    public static VBuffer<float> FirstVector(this IDataView view, string column)
        => view.GetColumn<VBuffer<float>>(view.Schema[column]).First();

    public static T[] Values<T>(this IDataView view, string column)
        => view.GetColumn<T>(view.Schema[column]).ToArray();

    public static string[] Texts(this IDataView view, string column)
        => view.GetColumn<ReadOnlyMemory<char>>(view.Schema[column]).Select(t => t.ToString()).ToArray();

    public static T[] AnnotationVector<T>(this DataViewSchema.Column column, string kind)
    {
        VBuffer<T> value = default;
        column.Annotations.GetValue(kind, ref value);
        return value.DenseValues().ToArray();
    }

    public static T AnnotationValue<T>(this DataViewSchema.Column column, string kind)
    {
        T value = default!;
        column.Annotations.GetValue(kind, ref value);
        return value;
    }

    public static string[] AnnotationTexts(this DataViewSchema.Column column, string kind)
        => column.AnnotationVector<ReadOnlyMemory<char>>(kind).Select(t => t.ToString()).ToArray();

    public static string[] AnnotationKinds(this DataViewSchema.Column column)
        => column.Annotations.Schema.Select(a => a.Name).Order(StringComparer.Ordinal).ToArray();

    public static string[] AnnotationKinds(this SchemaShape.Column column)
        => column.Annotations.Select(a => a.Name).Order(StringComparer.Ordinal).ToArray();
}
