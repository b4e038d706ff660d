using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Values of one column kept in numbered slots: filled from a row, and read back in any order.</summary>
internal abstract class StoredColumn
{
    /// <summary>Copies the row's current value to the slot: one in use, or the next new one.</summary>
    public abstract void Store(int slot);

    /// <summary>A ValueGetter that copies out the value of the slot that <paramref name="slot"/> gives.</summary>
    public abstract Delegate GetterAt(Func<int> slot);

    public static StoredColumn Create(DataViewRow input, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector
            ? Columns.Create<StoredColumn>(typeof(StoredVectors<>), vector.ItemType.RawType, input, column)
            : Columns.Create<StoredColumn>(typeof(StoredScalars<>), column.Type.RawType, input, column);
}

internal abstract class StoredColumn<T>(DataViewRow input, DataViewSchema.Column column) : StoredColumn
{
    private readonly ValueGetter<T> _getter = input.GetGetter<T>(column);
    private readonly List<T> _values = [];

    public override void Store(int slot)
    {
        if (slot == _values.Count)
            _values.Add(default!);
        _getter(ref At(slot));
    }

    protected ref T At(int slot) => ref CollectionsMarshal.AsSpan(_values)[slot];
}

internal sealed class StoredScalars<T>(DataViewRow input, DataViewSchema.Column column) : StoredColumn<T>(input, column)
{
    public override Delegate GetterAt(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = At(slot()));
}

internal sealed class StoredVectors<T>(DataViewRow input, DataViewSchema.Column column)
    : StoredColumn<VBuffer<T>>(input, column)
{
    public override Delegate GetterAt(Func<int> slot) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => At(slot()).CopyTo(ref value));
}
