namespace Microsoft.ML.Data;

/// <summary>A row seen through a <see cref="ColumnMapping"/>.</summary>
internal sealed class MappedRow(ColumnMapping mapping, DataViewRow input, bool[] active) : DataViewRow
{
    private readonly Delegate?[] _added = new Delegate?[mapping.Added.Length];

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.At(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw Columns.NotActive(column);
        int origin = mapping.OriginOf(column);
        return origin >= 0
            ? input.GetGetter<TValue>(input.Schema[origin])
            : (_added[~origin] ??= mapping.Added[~origin].MakeGetter(input)).As<TValue>(column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A cursor seen through a <see cref="ColumnMapping"/>.</summary>
internal sealed class MappedCursor(ColumnMapping mapping, DataViewRowCursor input, bool[] active) : DataViewRowCursor
{
    private readonly MappedRow _row = new(mapping, input, active);

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override bool MoveNext() => input.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }
}
