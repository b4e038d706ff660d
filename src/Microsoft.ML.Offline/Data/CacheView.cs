using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>
/// Keeps each column in memory from the first pass that asks for it on. Unlike its source it can be shuffled.
/// </summary>
internal sealed class CacheView : IDataView
{
    private readonly object _lock = new();
    private readonly IDataView _source;
    private readonly CachedColumn?[] _columns;
    private int? _rowCount;

    public CacheView(IDataView source, params string[] prefetch)
    {
        _source = source;
        _columns = new CachedColumn?[source.Schema.Count];
        if (prefetch.Length > 0)
            Fill(prefetch.Select(name => source.Schema.Require(name)).ToActive(source.Schema));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rowCount ?? _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToActive(Schema);
        Fill(active);
        int[]? order = null;
        if (rand is not null)
        {
            order = [.. Enumerable.Range(0, _rowCount!.Value)];
            rand.Shuffle(order);
        }
        return new Cursor(this, active, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private void Fill(bool[] active)
    {
        lock (_lock)
        {
            var missing = Schema.Where(column => active[column.Index] && _columns[column.Index] is null).ToArray();
            if (missing.Length == 0 && _rowCount is not null)
                return;

            using var cursor = _source.GetRowCursor(missing);
            var filled = missing.Select(column => CachedColumn.Create(cursor, column)).ToArray();
            int rowCount = 0;
            for (; cursor.MoveNext(); rowCount++)
            {
                foreach (var column in filled)
                    column.Append();
            }
            for (int i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = filled[i];
            _rowCount = rowCount;
        }
    }

    private sealed class Cursor(CacheView view, bool[] active, int[]? order) : ViewCursor(view.Schema, active)
    {
        private readonly int _rowCount = view._rowCount!.Value;
        private int _next;

        private int Row => order is null ? _next - 1 : order[_next - 1];

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new((ulong)Row, 0);

        protected override bool MoveNextCore() => _next++ < _rowCount;

        protected override Delegate CreateGetter(int columnIndex) => view._columns[columnIndex]!.GetterAt(() => Row);
    }
}

/// <summary>The values of one column, appended row by row and then read by row number.</summary>
internal abstract class CachedColumn
{
    public abstract void Append();

    public abstract Delegate GetterAt(Func<int> row);

    public static CachedColumn Create(DataViewRow input, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector
            ? Columns.Create<CachedColumn>(typeof(CachedVectors<>), vector.ItemType.RawType, input, column)
            : Columns.Create<CachedColumn>(typeof(CachedScalars<>), column.Type.RawType, input, column);
}

internal sealed class CachedScalars<T>(DataViewRow input, DataViewSchema.Column column) : CachedColumn
{
    private readonly ValueGetter<T> _getter = input.GetGetter<T>(column);
    private readonly List<T> _values = [];

    public override void Append()
    {
        T value = default!;
        _getter(ref value);
        _values.Add(value);
    }

    public override Delegate GetterAt(Func<int> row) => (ValueGetter<T>)((ref T value) => value = _values[row()]);
}

internal sealed class CachedVectors<T>(DataViewRow input, DataViewSchema.Column column) : CachedColumn
{
    private readonly ValueGetter<VBuffer<T>> _getter = input.GetGetter<VBuffer<T>>(column);
    private readonly List<VBuffer<T>> _values = [];

    public override void Append()
    {
        // A fresh buffer each row: a getter may write into the arrays of the one it is handed.
        VBuffer<T> value = default;
        _getter(ref value);
        _values.Add(value);
    }

    public override Delegate GetterAt(Func<int> row) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => CollectionsMarshal.AsSpan(_values)[row()].CopyTo(ref value));
}
