namespace Microsoft.ML.Data;

/// <summary>Divides the rows of one cursor among several, in blocks, for threads that each have a cursor.</summary>
internal static class CursorSplitting
{
    public const int BlockSize = 64;

    /// <summary>At most twice as many cursors as there are threads to use.</summary>
    public static int Limit(int count)
    {
        int threads = Math.Max(2, Environment.ProcessorCount - 1);
        return count > 0 ? Math.Min(count, 2 * threads) : threads;
    }

    public static DataViewRowCursor[] Split(DataViewRowCursor input, int count)
    {
        var rows = new SharedRows(input, count);
        return [.. Enumerable.Range(0, count).Select(_ => new SplitCursor(rows))];
    }

    /// <summary>The cursor that is divided: whoever needs rows takes the next block.</summary>
    private sealed class SharedRows(DataViewRowCursor input, int users)
    {
        private readonly ValueGetter<DataViewRowId> _id = input.GetIdGetter();
        private readonly object _lock = new();
        private long _batch = -1;
        private bool _done;

        public DataViewRowCursor Input => input;

        public int Take(StoredColumn?[] columns, DataViewRowId[] ids, out long batch)
        {
            lock (_lock)
            {
                batch = ++_batch;
                int count = 0;
                for (; count < BlockSize && !_done; count++)
                {
                    _done = !input.MoveNext();
                    if (_done)
                        break;
                    foreach (var column in columns)
                        column?.Store(count);
                    _id(ref ids[count]);
                }
                return count;
            }
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref users) == 0)
                input.Dispose();
        }
    }

    private sealed class SplitCursor : ViewCursor
    {
        private readonly SharedRows _rows;
        private readonly StoredColumn?[] _columns;
        private readonly DataViewRowId[] _ids = new DataViewRowId[BlockSize];
        private int _count;
        private int _at = -1;
        private long _batch;

        public SplitCursor(SharedRows rows)
            : base(rows.Input.Schema, [.. rows.Input.Schema.Select(rows.Input.IsColumnActive)])
        {
            _rows = rows;
            _columns = [.. Schema.Select(
                column => rows.Input.IsColumnActive(column) ? StoredColumn.Create(rows.Input, column) : null)];
        }

        public override long Batch => _batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[_at];

        protected override bool MoveNextCore()
        {
            if (++_at < _count)
                return true;
            _at = 0;
            _count = _rows.Take(_columns, _ids, out _batch);
            return _count > 0;
        }

        protected override Delegate CreateGetter(int columnIndex) => _columns[columnIndex]!.GetterAt(() => _at);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Release();
            base.Dispose(disposing);
        }
    }
}
