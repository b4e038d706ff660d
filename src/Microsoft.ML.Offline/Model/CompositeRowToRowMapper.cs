namespace Microsoft.ML.Data;

/// <summary>Row mappers applied one after the other; each computes only what the later ones need.</summary>
internal sealed class CompositeRowToRowMapper : IRowToRowMapper
{
    private readonly IRowToRowMapper[] _mappers;

    private CompositeRowToRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers)
    {
        InputSchema = inputSchema;
        _mappers = mappers;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema => _mappers.Length == 0 ? InputSchema : _mappers[^1].OutputSchema;

    public static CompositeRowToRowMapper Create(DataViewSchema inputSchema, ITransformer[] transformers)
    {
        var schema = inputSchema;
        var mappers = new IRowToRowMapper[transformers.Length];
        for (int i = 0; i < mappers.Length; i++)
        {
            mappers[i] = transformers[i].GetRowToRowMapper(schema);
            schema = mappers[i].OutputSchema;
        }
        return new(inputSchema, mappers);
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        for (int i = _mappers.Length - 1; i >= 0; i--)
            dependingColumns = [.. _mappers[i].GetDependencies(dependingColumns)];
        return dependingColumns;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        var needed = new IEnumerable<DataViewSchema.Column>[_mappers.Length];
        for (int i = _mappers.Length - 1; i >= 0; i--)
        {
            needed[i] = activeColumns;
            activeColumns = [.. _mappers[i].GetDependencies(activeColumns)];
        }
        for (int i = 0; i < _mappers.Length; i++)
            input = _mappers[i].GetRow(input, needed[i]);
        return input;
    }
}
