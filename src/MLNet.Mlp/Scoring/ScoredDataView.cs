using Microsoft.ML;

namespace MLNet.Mlp;

/// <summary>Data with a model's columns added, computed as the rows are read. With real ML.NET it can also be exported:
/// Interop/OnnxScoredDataView.cs.</summary>
internal sealed partial class ScoredDataView(IDataView source, ScoringMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded];
        return Wrap(source.GetRowCursor(mapper.GetDependencies(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded];
        var cursors = source.GetRowCursorSet(mapper.GetDependencies(active), n, rand);
        return [.. cursors.Select(cursor => Wrap(cursor, active))];
    }

    private ScoringCursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] active) =>
        new(cursor, mapper.CreateGetters(cursor, active));
}
