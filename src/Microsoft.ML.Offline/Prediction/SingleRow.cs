namespace Microsoft.ML.Data;

/// <summary>A row that shows the columns of whichever object it was handed last.</summary>
internal sealed class SingleRow<TRow>(RowReader<TRow> reader) : DataViewRow
    where TRow : class
{
    private TRow? _current;
    private long _position = -1;

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => reader.Schema;

    public void Show(TRow row)
    {
        _current = row ?? throw new ArgumentNullException(nameof(row));
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        reader.CreateGetter(column.Index, () => _current ?? throw Columns.NoRow()).As<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new((ulong)Position, 0);
}
