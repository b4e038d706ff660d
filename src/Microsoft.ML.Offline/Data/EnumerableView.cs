namespace Microsoft.ML.Data;

/// <summary>A view over objects: enumerated anew by each cursor, in order, by one cursor at a time.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> rows, RowReader<TRow> reader) : IDataView
    where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => reader.Schema;

    public long? GetRowCount() => (rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(rows.GetEnumerator(), reader, columnsNeeded.ToActive(Schema));

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(IEnumerator<TRow> rows, RowReader<TRow> reader, bool[] active)
        : ViewCursor(reader.Schema, active)
    {
        private TRow? _current;

        protected override bool MoveNextCore()
        {
            if (!rows.MoveNext())
                return false;
            _current = rows.Current
                ?? throw new InvalidOperationException("Rows must be objects; encountered null when iterating over them.");
            return true;
        }

        protected override Delegate CreateGetter(int columnIndex) =>
            reader.CreateGetter(columnIndex, () => _current ?? throw Columns.NoRow());

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
