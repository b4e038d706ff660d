namespace Microsoft.ML.Data;

/// <summary>Small common steps of views and cursors.</summary>
internal static class Columns
{
    /// <summary>Which columns of the schema are asked for, by index.</summary>
    public static bool[] ToActive(this IEnumerable<DataViewSchema.Column> columnsNeeded, DataViewSchema schema)
    {
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded ?? [])
        {
            if (column.Index < active.Length && schema[column.Index].Name == column.Name)
                active[column.Index] = true;
        }
        return active;
    }

    public static bool At(this bool[] active, DataViewSchema.Column column) =>
        column.Index < active.Length
            ? active[column.Index]
            : throw new ArgumentOutOfRangeException(
                nameof(column), $"Column '{column.Name}' is not of this schema: it has {active.Length} columns.");

    public static ArgumentOutOfRangeException NotActive(DataViewSchema.Column column) =>
        new(nameof(column), $"Column '{column.Name}' is not active: ask for it when you open the cursor.");

    public static InvalidOperationException NoRow() =>
        new("There is no current row: values can be read only after MoveNext has returned true.");

    public static ValueGetter<TValue> As<TValue>(this Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': {typeof(TValue)}; the column is {column.Type}.");

    /// <summary>An instance of the open generic type, closed over the type.</summary>
    public static TBase Create<TBase>(Type openType, Type over, params object?[] arguments) =>
        (TBase)Activator.CreateInstance(openType.MakeGenericType(over), arguments)!;
}
