namespace Microsoft.ML.Data;

/// <summary>A column that is computed from other columns of the same row.</summary>
/// <param name="Column">What the column looks like.</param>
/// <param name="Sources">The indices of the columns that it is computed from.</param>
/// <param name="MakeGetter">Makes the ValueGetter of the column's raw type over a row of the input.</param>
internal sealed record AddedColumn(
    DataViewSchema.DetachedColumn Column, int[] Sources, Func<DataViewRow, Delegate> MakeGetter);

/// <summary>How the columns of a row arise from the columns of another one: passed through, or computed.</summary>
internal sealed class ColumnMapping : IRowToRowMapper
{
    // For each output column the index of the input column, or the complement of the index of an added one.
    private readonly int[] _origins;

    private ColumnMapping(DataViewSchema inputSchema, IEnumerable<int> origins, AddedColumn[] added)
    {
        InputSchema = inputSchema;
        Added = added;
        _origins = [.. origins];
        var output = new DataViewSchema.Builder();
        output.AddColumns(_origins.Select(
            origin => origin >= 0 ? new DataViewSchema.DetachedColumn(inputSchema[origin]) : added[~origin].Column));
        OutputSchema = output.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public AddedColumn[] Added { get; }

    /// <summary>
    /// All input columns and the added ones, each directly behind the column that it hides, or at the end.
    /// </summary>
    public static ColumnMapping Adding(DataViewSchema inputSchema, AddedColumn[] added)
    {
        var placed = new bool[added.Length];
        var origins = new List<int>();
        foreach (var column in inputSchema)
        {
            origins.Add(column.Index);
            int index = Array.FindIndex(added, a => a.Column.Name == column.Name);
            if (index >= 0 && !column.IsHidden)
            {
                origins.Add(~index);
                placed[index] = true;
            }
        }
        origins.AddRange(Enumerable.Range(0, added.Length).Where(i => !placed[i]).Select(i => ~i));
        return new(inputSchema, origins, added);
    }

    /// <summary>The input columns of these indices, in this order.</summary>
    public static ColumnMapping Selecting(DataViewSchema inputSchema, IEnumerable<int> columns) =>
        new(inputSchema, columns, []);

    /// <summary>The index of the input column, or the complement of the index of the added one.</summary>
    public int OriginOf(DataViewSchema.Column column) => _origins[column.Index];

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var active = dependingColumns.ToActive(OutputSchema);
        var needed = new bool[InputSchema.Count];
        for (int i = 0; i < active.Length; i++)
        {
            if (!active[i])
                continue;
            foreach (int source in _origins[i] >= 0 ? [_origins[i]] : Added[~_origins[i]].Sources)
                needed[source] = true;
        }
        return InputSchema.Where(column => needed[column.Index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedRow(this, input, activeColumns.ToActive(OutputSchema));
    }
}
