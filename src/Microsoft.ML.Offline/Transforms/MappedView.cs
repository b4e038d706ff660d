namespace Microsoft.ML.Data;

/// <summary>A view whose rows are those of another one, seen through a <see cref="ColumnMapping"/>.</summary>
internal sealed class MappedView(IDataView source, ColumnMapping mapping) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapping.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var input = source.GetRowCursor(mapping.GetDependencies(columnsNeeded), rand);
        return new MappedCursor(mapping, input, columnsNeeded.ToActive(Schema));
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = columnsNeeded.ToActive(Schema);
        var inputs = source.GetRowCursorSet(mapping.GetDependencies(columnsNeeded), n, rand);
        // Where there is something to compute, several threads can do it even if one reads.
        if (inputs is [var single] && n > 1 && Schema.Any(c => active[c.Index] && mapping.OriginOf(c) < 0))
            inputs = CursorSplitting.Split(single, n);
        return [.. inputs.Select(input => new MappedCursor(mapping, input, active))];
    }
}
