using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Shared;

/// <summary>Schemas as text, field by field, so that they can be compared and a difference be read.</summary>
internal static class SchemaText
{
    /// <summary>All that an announced schema says, one line a column, sorted by name.</summary>
    public static string[] Describe(SchemaShape schema) => [.. schema.Select(Describe).Order(StringComparer.Ordinal)];

    /// <summary>All that the schema of data says, one line a column, with the values of the annotations.</summary>
    public static string[] Describe(IEnumerable<DataViewSchema.Column> columns) => [.. columns.Select(Describe)];

    private static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : $"{column.ItemType}";
        return $"{column.Name}: {column.Kind} {item} [{string.Join("; ", Describe(column.Annotations))}]";
    }

    private static string Describe(DataViewSchema.Column column)
    {
        var annotations = column.Annotations.Schema
            .Select(annotation => $"{annotation.Name}: {annotation.Type} = {Value(column.Annotations, annotation)}")
            .Order(StringComparer.Ordinal);
        var hidden = column.IsHidden ? " hidden" : "";
        return $"{column.Name}{hidden}: {column.Type} [{string.Join("; ", annotations)}]";
    }

    private static string Value(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        var (reader, type) = annotation.Type is VectorDataViewType vector
            ? (nameof(ReadVector), vector.ItemType.RawType)
            : (nameof(ReadScalar), annotation.Type.RawType);
        return (string)typeof(SchemaText).GetMethod(reader, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [annotations, annotation.Name])!;
    }

    private static string ReadScalar<T>(DataViewSchema.Annotations annotations, string name)
    {
        T value = default!;
        annotations.GetValue(name, ref value);
        return Convert.ToString(value, CultureInfo.InvariantCulture)!;
    }

    private static string ReadVector<T>(DataViewSchema.Annotations annotations, string name)
    {
        VBuffer<T> values = default;
        annotations.GetValue(name, ref values);
        return string.Join(",", values.DenseValues().Select(value =>
            Convert.ToString(value, CultureInfo.InvariantCulture)));
    }
}
