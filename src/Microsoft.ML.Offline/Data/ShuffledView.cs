namespace Microsoft.ML.Data;

/// <summary>
/// Rows in random order: each is drawn from a pool that is refilled from the source, which is itself shuffled first
/// when it can be. With a seed every pass has the same order.
/// </summary>
internal sealed class ShuffledView(
    IDataView source, int? seed, Func<int> nextSeed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        rand = seed is null && rand is not null ? rand : new(seed ?? nextSeed());
        var active = columnsNeeded.ToActive(Schema);
        var input = source.GetRowCursor(
            Schema.Where(column => active[column.Index]), shuffleSource && source.CanShuffle ? rand : null);
        return new Cursor(input, active, rand, poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : ViewCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _rand;
        private readonly int _poolSize;
        private readonly StoredColumn?[] _columns;
        private readonly ValueGetter<DataViewRowId> _inputId;
        private readonly List<DataViewRowId> _ids = [];
        private readonly List<int> _filled = [];
        private int _slot;
        private bool _started;

        public Cursor(DataViewRowCursor input, bool[] active, Random rand, int poolSize) : base(input.Schema, active)
        {
            _input = input;
            _rand = rand;
            _poolSize = poolSize;
            _columns = [.. input.Schema.Select(c => active[c.Index] ? StoredColumn.Create(input, c) : null)];
            _inputId = input.GetIdGetter();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[_slot];

        protected override bool MoveNextCore()
        {
            if (_started)
            {
                Refill(_slot);
            }
            else
            {
                _started = true;
                while (_filled.Count < _poolSize && Refill(_filled.Count))
                {
                }
            }
            if (_filled.Count == 0)
                return false;

            int at = _rand.Next(_filled.Count);
            _slot = _filled[at];
            _filled[at] = _filled[^1];
            _filled.RemoveAt(_filled.Count - 1);
            return true;
        }

        protected override Delegate CreateGetter(int columnIndex) => _columns[columnIndex]!.GetterAt(() => _slot);

        private bool Refill(int slot)
        {
            if (!_input.MoveNext())
                return false;
            foreach (var column in _columns)
                column?.Store(slot);
            if (slot == _ids.Count)
                _ids.Add(default);
            DataViewRowId id = default;
            _inputId(ref id);
            _ids[slot] = id;
            _filled.Add(slot);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }
    }
}
