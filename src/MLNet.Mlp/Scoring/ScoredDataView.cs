using Microsoft.ML;

namespace MLNet.Mlp;

/// <summary>Data with a model's columns added, computed as the rows are read. With real ML.NET it can also be exported:
/// Interop/OnnxScoredDataView.cs.</summary>
/// <param name="source">The rows.</param>
/// <param name="mapper">Knows the columns.</param>
internal sealed partial class ScoredDataView(IDataView source, ScoringMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        var cursor = source.GetRowCursor(mapper.GetDependencies(columns), rand);
        return mapper.CreateCursor(cursor, new ActiveColumns(mapper, columns), Environment.ProcessorCount);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        var cursors = source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand);
        var active = new ActiveColumns(mapper, columns);
        // Each cursor has a consumer's thread of its own, which scores.
        var threadCount = Math.Max(1, Environment.ProcessorCount / cursors.Length);
        return [.. cursors.Select(cursor => mapper.CreateCursor(cursor, active, threadCount))];
    }
}
