using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>One row, scored.</summary>
internal sealed class ScoringRow(DataViewRow input, ScoringGetters getters) : DataViewRow
{
    public override DataViewSchema Schema => getters.Schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

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
