namespace Microsoft.ML.Data;

/// <summary>Which columns of a view are written to a file.</summary>
internal static class SavedColumns
{
    public static DataViewSchema.Column[] Of(DataViewSchema schema, bool keepHidden)
    {
        var columns = schema.Where(column => (keepHidden || !column.IsHidden) && Values.CanHold(column.Type)).ToArray();
        return columns.Length > 0 ? columns : throw new InvalidOperationException("No valid columns to save");
    }
}
