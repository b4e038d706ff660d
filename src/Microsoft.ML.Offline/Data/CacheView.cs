namespace Microsoft.ML.Data;

/// <summary>
/// Keeps each column in memory from the first pass that asks for it on. Unlike its source it can be shuffled.
/// </summary>
internal sealed class CacheView : IDataView
{
    private readonly object _lock = new();
    private readonly IDataView _source;
    private readonly StoredColumn?[] _columns;
    private int? _rowCount;

    public CacheView(IDataView source, params string[] prefetch)
    {
        _source = source;
        _columns = new StoredColumn?[source.Schema.Count];
        if (prefetch.Length > 0)
            Fill(prefetch.Select(name => source.Schema.Require(name)).ToActive(source.Schema));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rowCount ?? _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        Open(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Open(columnsNeeded, CursorSplitting.Limit(n), rand);

    private DataViewRowCursor[] Open(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, Random? rand)
    {
        var active = columnsNeeded.ToActive(Schema);
        Fill(active);
        int[]? order = null;
        if (rand is not null)
        {
            order = [.. Enumerable.Range(0, _rowCount!.Value)];
            rand.Shuffle(order);
        }
        var blocks = new Blocks(count);
        return [.. Enumerable.Range(0, count).Select(_ => new Cursor(this, active, order, blocks))];
    }

    private void Fill(bool[] active)
    {
        lock (_lock)
        {
            var missing = Schema.Where(column => active[column.Index] && _columns[column.Index] is null).ToArray();
            if (missing.Length == 0 && _rowCount is not null)
                return;

            using var cursor = _source.GetRowCursor(missing);
            var filled = missing.Select(column => StoredColumn.Create(cursor, column)).ToArray();
            int rowCount = 0;
            for (; cursor.MoveNext(); rowCount++)
            {
                foreach (var column in filled)
                    column.Store(rowCount);
            }
            for (int i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = filled[i];
            _rowCount = rowCount;
        }
    }

    /// <summary>
    /// Divides the rows among cursors: each takes a block when it starts, and from there on every n-th one.
    /// </summary>
    private sealed class Blocks(int cursorCount)
    {
        private long _last = -1;

        public long NextAfter(long block) => block < 0 ? Interlocked.Increment(ref _last) : block + cursorCount;
    }

    private sealed class Cursor(CacheView view, bool[] active, int[]? order, Blocks blocks)
        : ViewCursor(view.Schema, active)
    {
        private readonly int _rowCount = view._rowCount!.Value;
        private long _block = -1;
        private long _at = -1;

        public override long Batch => Math.Max(_block, 0);

        private int Row => order is null ? (int)_at : order[_at];

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new((ulong)Row, 0);

        protected override bool MoveNextCore()
        {
            if (++_at % CursorSplitting.BlockSize == 0)
            {
                _block = blocks.NextAfter(_block);
                _at = _block * CursorSplitting.BlockSize;
            }
            return _at < _rowCount;
        }

        protected override Delegate CreateGetter(int columnIndex) => view._columns[columnIndex]!.GetterAt(() => Row);
    }
}
