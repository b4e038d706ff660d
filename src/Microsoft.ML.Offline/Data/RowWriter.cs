using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Writes the columns of a row into the members of an object of type <typeparamref name="TRow"/>.</summary>
internal sealed class RowWriter<TRow>
    where TRow : class
{
    private readonly List<(RowMember Member, DataViewSchema.Column Column)> _bindings = [];

    public RowWriter(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write);
        foreach (var target in definition)
        {
            var member = RowMember.Find(typeof(TRow), target.MemberName);
            if (schema.GetColumnOrNull(target.ColumnName) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw SchemaErrors.NotFound(nameof(schema), "output", target.ColumnName);
            }
            if (!member.Fits(column.Type))
                throw new InvalidOperationException(
                    $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property " +
                    $"'{member.Name}' of type '{member.Type}'.");
            if (!member.CanWrite)
                throw new InvalidOperationException(
                    $"Member '{member.Name}' of {typeof(TRow)} must be writable to take column '{column.Name}'.");
            _bindings.Add((member, column));
        }
    }

    public IEnumerable<DataViewSchema.Column> ColumnsNeeded => _bindings.Select(binding => binding.Column);

    /// <summary>An action that fills an object with the current values of the row.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _bindings.Select(binding => CreateSetter(row, binding.Member, binding.Column)).ToArray();
        return target =>
        {
            foreach (var set in setters)
                set(target);
        };
    }

    private static Action<TRow> CreateSetter(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        if (member.Type == typeof(string))
            return Text(row, member, column);
        if (member.Type == typeof(string[]))
            return Texts(row, member, column);
        var name = !member.IsVector ? nameof(Scalar) : member.Type.IsArray ? nameof(Array) : nameof(Buffer);
        var make = typeof(RowWriter<TRow>).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Action<TRow>)make.MakeGenericMethod(member.RawItemType).Invoke(null, [row, member, column])!;
    }

    private static Action<TRow> Text(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(column);
        var set = member.Setter<TRow, string>();
        return target =>
        {
            ReadOnlyMemory<char> value = default;
            get(ref value);
            set(target, value.ToString());
        };
    }

    private static Action<TRow> Texts(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var set = member.Setter<TRow, string[]>();
        var old = member.CanRead ? member.Getter<TRow, string[]?>() : _ => null;
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            get(ref value);
            if (value.Length != (old(target)?.Length ?? 0) || value.Length > 0)
                set(target, [.. value.DenseValues().Select(text => text.ToString())]);
        };
    }

    private static Action<TRow> Scalar<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        var set = member.Setter<TRow, T>();
        return target =>
        {
            T value = default!;
            get(ref value);
            set(target, value);
        };
    }

    /// <summary>
    /// An array that the object already has is filled again when its length is right; no array is right for length 0.
    /// </summary>
    private static Action<TRow> Array<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var set = member.Setter<TRow, T[]?>();
        var old = member.CanRead ? member.Getter<TRow, T[]?>() : _ => null;
        VBuffer<T> value = default;
        return target =>
        {
            get(ref value);
            var array = old(target);
            if ((array?.Length ?? 0) != value.Length)
                array = new T[value.Length];
            value.CopyTo(array);
            set(target, array);
        };
    }

    private static Action<TRow> Buffer<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var set = member.Setter<TRow, VBuffer<T>>();
        var old = member.CanRead ? member.Getter<TRow, VBuffer<T>>() : _ => default;
        return target =>
        {
            var value = old(target);
            get(ref value);
            set(target, value);
        };
    }
}
