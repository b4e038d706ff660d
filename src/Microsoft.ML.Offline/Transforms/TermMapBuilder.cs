using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Collects the values of one column in one pass over the rows.</summary>
internal abstract class TermMapBuilder
{
    public static TermMapBuilder Create(
        DataViewRow row, DataViewSchema.Column column, int maximumNumberOfKeys, bool sorted)
    {
        var itemType = column.ItemType();
        return Columns.Create<TermMapBuilder>(
            typeof(TermMapBuilder<>), itemType.RawType, itemType, row, column, maximumNumberOfKeys, sorted);
    }

    /// <summary>Looks at the current row; false when no more values fit.</summary>
    public abstract bool Process();

    public abstract TermMap Build();
}

internal sealed class TermMapBuilder<T> : TermMapBuilder
    where T : notnull
{
    private readonly PrimitiveDataViewType _itemType;
    private readonly int _maximumNumberOfKeys;
    private readonly bool _sorted;
    private readonly HashSet<T> _seen = new(Scalars.Equality<T>());
    private readonly List<T> _values = [];
    private readonly Action _addRow;

    public TermMapBuilder(
        PrimitiveDataViewType itemType,
        DataViewRow row,
        DataViewSchema.Column column,
        int maximumNumberOfKeys,
        bool sorted)
    {
        _itemType = itemType;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _sorted = sorted;
        _addRow = column.Type is VectorDataViewType
            ? AddVectors(row.GetGetter<VBuffer<T>>(column))
            : AddScalars(row.GetGetter<T>(column));
    }

    public override bool Process()
    {
        if (_values.Count < _maximumNumberOfKeys)
            _addRow();
        return _values.Count < _maximumNumberOfKeys;
    }

    public override TermMap Build()
    {
        if (_sorted)
            _values.Sort(Scalars.Order<T>());
        return new TermMap<T>(_itemType, [.. _values]);
    }

    private Action AddScalars(ValueGetter<T> getter)
    {
        T? value = default;
        return () =>
        {
            getter(ref value!);
            Add(value);
        };
    }

    private Action AddVectors(ValueGetter<VBuffer<T>> getter)
    {
        VBuffer<T> vector = default;
        return () =>
        {
            getter(ref vector);
            foreach (var (_, value) in vector.Items(all: true))
                Add(value);
        };
    }

    private void Add(T value)
    {
        if (_values.Count == _maximumNumberOfKeys || Scalars.IsMissing(value) || _seen.Contains(value))
            return;
        // The row may reuse the memory of a text for the next one.
        var kept = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
        _seen.Add(kept);
        _values.Add(kept);
    }
}
