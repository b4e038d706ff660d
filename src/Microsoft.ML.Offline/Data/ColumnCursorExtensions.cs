namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) =>
        data.GetColumn<T>(data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        var type = column.Type;
        if (type.RawType == typeof(T))
            return Read<T, T>(data, column, value => value);
        if (typeof(T) == typeof(string) && type is TextDataViewType)
            return (IEnumerable<T>)Read<ReadOnlyMemory<char>, string>(data, column, text => text.ToString());
        if (typeof(T) == typeof(string[]) && type is VectorDataViewType { ItemType: TextDataViewType })
            return (IEnumerable<T>)Read<VBuffer<ReadOnlyMemory<char>>, string[]>(
                data, column, texts => [.. texts.DenseValues().Select(text => text.ToString())]);
        if (type is VectorDataViewType vector && typeof(T) == vector.ItemType.RawType.MakeArrayType())
            return Columns.Create<IArrayColumn<T>>(typeof(ArrayColumn<>), vector.ItemType.RawType).Read(data, column);
        throw new ArgumentOutOfRangeException(
            nameof(column), $"Cannot map column '{column.Name}' of type {type} to the user-defined type {typeof(T)}.");
    }

    private static IEnumerable<TOut> Read<TValue, TOut>(
        IDataView data, DataViewSchema.Column column, Func<TValue, TOut> convert)
    {
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<TValue>(column);
        TValue value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return convert(value);
        }
    }

    private interface IArrayColumn<out T>
    {
        IEnumerable<T> Read(IDataView data, DataViewSchema.Column column);
    }

    private sealed class ArrayColumn<TItem> : IArrayColumn<TItem[]>
    {
        public IEnumerable<TItem[]> Read(IDataView data, DataViewSchema.Column column) =>
            ColumnCursorExtensions.Read<VBuffer<TItem>, TItem[]>(data, column, static value =>
            {
                var array = new TItem[value.Length];
                value.CopyTo(array);
                return array;
            });
    }
}
