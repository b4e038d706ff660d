using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests;

/// <summary>Schemas as text, so that they can be compared and a difference be read.</summary>
internal static class SchemaText
{
    /// <summary>All that an announced schema says, one line a column, sorted by name.</summary>
    public static string[] Describe(SchemaShape schema) => [.. schema.Select(Describe).Order(StringComparer.Ordinal)];

    /// <summary>All that the schema of data says, one line a column, with the values of the annotations.</summary>
    public static string[] Describe(IEnumerable<DataViewSchema.Column> columns) => [.. columns.Select(Describe)];

    private static string Describe(SchemaShape.Column column)
    {
        var annotations = Describe(column.Annotations);
        return $"{column.Name}: {column.Kind} {column.ItemType} key={column.IsKey} [{string.Join("; ", annotations)}]";
    }

    private static string Describe(DataViewSchema.Column column)
    {
        var annotations = column.Annotations.Schema
            .Select(annotation => $"{annotation.Name}: {annotation.Type} = {Value(column.Annotations, annotation)}")
            .Order(StringComparer.Ordinal);
        return $"{column.Name}: {column.Type} [{string.Join("; ", annotations)}]";
    }

    private static string Value(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        if (annotation.Type is BooleanDataViewType) return Read<bool>(annotations, annotation.Name).ToString();
        if (annotation.Type is TextDataViewType) return Read<ReadOnlyMemory<char>>(annotations, annotation.Name).ToString();
        if (annotation.Type is KeyDataViewType) return $"{Read<uint>(annotations, annotation.Name)}";
        if (annotation.Type is VectorDataViewType { ItemType: TextDataViewType })
            return string.Join(",", Read<VBuffer<ReadOnlyMemory<char>>>(annotations, annotation.Name).DenseValues());
        if (annotation.Type is VectorDataViewType { ItemType: var itemType } && itemType == NumberDataViewType.Int32)
            return string.Join(",", Read<VBuffer<int>>(annotations, annotation.Name).DenseValues());
        throw new NotSupportedException($"Annotation {annotation.Name} of type {annotation.Type}.");
    }

    private static T Read<T>(DataViewSchema.Annotations annotations, string name)
    {
        T value = default!;
        annotations.GetValue(name, ref value);
        return value;
    }
}
