namespace Microsoft.ML.Data;

/// <summary>The rows from a number on, up to a count of them.</summary>
internal sealed class RowRangeView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() =>
        source.GetRowCount() is { } count ? Math.Min(Math.Max(count - skip, 0), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : RowFilterCursor(input)
    {
        private long _left = take;

        protected override bool MoveNextCore()
        {
            for (; skip > 0; skip--)
            {
                if (!Input.MoveNext())
                    return false;
            }
            return _left-- > 0 && Input.MoveNext();
        }
    }
}
