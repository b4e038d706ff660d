namespace Microsoft.ML.Data;

/// <summary>
/// The rows of a binary file. They can be shuffled, and their number is known, as in ML.NET; so they are kept in memory
/// from the first use on.
/// </summary>
internal sealed class BinaryRows(Func<Stream> open, string place) : IDataView
{
    private readonly CacheView _rows = new(new BinaryView(open, place));
    private readonly Lazy<long> _count = new(() => Count(open, place));

    public bool CanShuffle => true;

    public DataViewSchema Schema => _rows.Schema;

    public long? GetRowCount() => _count.Value;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        _rows.GetRowCursor(columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static long Count(Func<Stream> open, string place)
    {
        using var cursor = new BinaryView(open, place).GetRowCursor([]);
        long count = 0;
        while (cursor.MoveNext())
            count++;
        return count;
    }
}
