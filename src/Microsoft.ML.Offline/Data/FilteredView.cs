namespace Microsoft.ML.Data;

/// <summary>
/// The rows of a view for which a test of some of their columns holds. <paramref name="bind"/> makes the test for a
/// cursor on which the columns tested are active.
/// </summary>
internal sealed class FilteredView(
    IDataView source, DataViewSchema.Column[] tested, Func<DataViewRow, Func<bool>> bind) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var input = source.GetRowCursor([.. columnsNeeded, .. tested], rand);
        return new Cursor(input, bind(input));
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var inputs = source.GetRowCursorSet([.. columnsNeeded, .. tested], n, rand);
        return [.. inputs.Select(input => new Cursor(input, bind(input)))];
    }

    private sealed class Cursor(DataViewRowCursor input, Func<bool> accepts) : RowFilterCursor(input)
    {
        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (accepts())
                    return true;
            }
            return false;
        }
    }
}
