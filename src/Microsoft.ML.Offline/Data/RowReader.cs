using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Reads the members of an object of type <typeparamref name="TRow"/> as the columns of a row.</summary>
internal sealed class RowReader<TRow>
    where TRow : class
{
    private readonly RowMember[] _members;

    public RowReader(SchemaDefinition? definition)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        _members = [.. definition.Select(column => RowMember.Find(typeof(TRow), column.MemberName))];
        var builder = new DataViewSchema.Builder();
        for (int i = 0; i < _members.Length; i++)
        {
            var column = definition[i];
            if (!_members[i].Fits(column.ColumnType))
                throw new ArgumentOutOfRangeException(
                    nameof(definition),
                    $"Column '{column.ColumnName}' is {column.ColumnType}, which member '{column.MemberName}' of " +
                    $"type {_members[i].Type} cannot hold.");
            builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        }
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>A ValueGetter of the column that reads the object <paramref name="current"/> gives.</summary>
    public Delegate CreateGetter(int columnIndex, Func<TRow> current)
    {
        var member = _members[columnIndex];
        var type = Schema[columnIndex].Type;
        if (member.Type == typeof(string))
            return Text(member.Getter<TRow, string?>(), current);
        if (member.Type == typeof(string[]))
            return Texts(member.Getter<TRow, string?[]?>(), current);
        var (name, over) =
            type is KeyDataViewType ? (nameof(Key), member.Type)
            : !member.IsVector ? (nameof(Scalar), member.Type)
            : member.Type.IsArray ? (nameof(Array), member.RawItemType)
            : (nameof(Buffer), member.RawItemType);
        var make = typeof(RowReader<TRow>).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Delegate)make.MakeGenericMethod(over).Invoke(null, [member, type, current])!;
    }

    private static ValueGetter<ReadOnlyMemory<char>> Text(Func<TRow, string?> get, Func<TRow> current) =>
        (ref ReadOnlyMemory<char> value) => value = get(current()).AsMemory();

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(Func<TRow, string?[]?> get, Func<TRow> current) =>
        (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var texts = get(current()) ?? [];
            var editor = VBufferEditor.Create(ref value, texts.Length);
            for (int i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            value = editor.Commit();
        };

    private static ValueGetter<T> Scalar<T>(RowMember member, DataViewType type, Func<TRow> current)
    {
        var get = member.Getter<TRow, T>();
        return (ref T value) => value = get(current());
    }

    /// <summary>A key member is 0-based in the object and 1-based in the column; out of range means missing.</summary>
    private static ValueGetter<T> Key<T>(RowMember member, DataViewType type, Func<TRow> current)
        where T : struct, System.Numerics.IUnsignedNumber<T>
    {
        var get = member.Getter<TRow, T>();
        ulong count = ((KeyDataViewType)type).Count;
        return (ref T value) =>
        {
            value = get(current());
            value = ulong.CreateChecked(value) < count ? value + T.One : T.Zero;
        };
    }

    private static ValueGetter<VBuffer<T>> Array<T>(RowMember member, DataViewType type, Func<TRow> current)
    {
        var get = member.Getter<TRow, T[]?>();
        return (ref VBuffer<T> value) =>
        {
            var source = get(current()).AsSpan();
            var editor = VBufferEditor.Create(ref value, source.Length);
            source.CopyTo(editor.Values);
            value = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> Buffer<T>(RowMember member, DataViewType type, Func<TRow> current)
    {
        var get = member.Getter<TRow, VBuffer<T>>();
        return (ref VBuffer<T> value) => get(current()).CopyTo(ref value);
    }
}
