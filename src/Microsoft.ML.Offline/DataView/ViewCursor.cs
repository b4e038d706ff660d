namespace Microsoft.ML.Data;

/// <summary>A cursor that makes its values itself: a subclass steps and hands out one typed getter a column.</summary>
internal abstract class ViewCursor : DataViewRowCursor
{
    private readonly bool[] _active;
    private readonly Delegate?[] _getters;
    private bool _done;
    private long _position = -1;

    protected ViewCursor(DataViewSchema schema, bool[] active)
    {
        Schema = schema;
        _active = active;
        _getters = new Delegate?[schema.Count];
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.At(column);

    public override bool MoveNext()
    {
        if (_done || !MoveNextCore())
        {
            _done = true;
            _position = -1;
            return false;
        }
        _position++;
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw Columns.NotActive(column);
        return (_getters[column.Index] ??= CreateGetter(column.Index)).As<TValue>(column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new((ulong)Position, 0);

    protected abstract bool MoveNextCore();

    /// <summary>A ValueGetter of the column's raw type.</summary>
    protected abstract Delegate CreateGetter(int columnIndex);
}

/// <summary>A cursor over some rows of another one, with the same columns.</summary>
internal abstract class RowFilterCursor(DataViewRowCursor input) : DataViewRowCursor
{
    private long _position = -1;

    protected DataViewRowCursor Input { get; } = input;

    public override long Position => _position;

    public override long Batch => Input.Batch;

    public override DataViewSchema Schema => Input.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Input.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public override bool MoveNext()
    {
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        _position = -1;
        return false;
    }

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
