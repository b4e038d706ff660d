using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Rows, scored as they pass.</summary>
internal sealed class ScoringCursor(DataViewRowCursor input, ScoringGetters getters) : DataViewRowCursor
{
    public override DataViewSchema Schema => getters.Schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => getters.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        getters.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }
}
