using Microsoft.ML;

namespace MLNet.Mlp;

/// <summary>The columns of scored data that a row or cursor was asked for.</summary>
internal sealed class ActiveColumns
{
    private readonly ScoringMapper _mapper;
    private readonly HashSet<int> _indices;

    public ActiveColumns(ScoringMapper mapper, IEnumerable<DataViewSchema.Column> columns)
    {
        _mapper = mapper;
        _indices = [.. columns.Select(column => column.Index)];
        OfInput = [.. mapper.InputSchema.Where(column => _indices.Contains(column.Index))];
        HasScores = _indices.Count > OfInput.Length;
    }

    public DataViewSchema Schema => _mapper.OutputSchema;

    /// <summary>Those that are the input's, as its schema has them.</summary>
    public DataViewSchema.Column[] OfInput { get; }

    /// <summary>Whether there are some of the model.</summary>
    public bool HasScores { get; }

    /// <exception cref="ArgumentOutOfRangeException">The column is not one of the schema.</exception>
    public bool Contains(DataViewSchema.Column column)
    {
        if (column.Index >= Schema.Count || Schema[column.Index].Name != column.Name)
            throw new ArgumentOutOfRangeException(
                nameof(column), $"The column '{column.Name}' must be one of this cursor's schema.");
        return _indices.Contains(column.Index);
    }

    /// <exception cref="ArgumentOutOfRangeException">The column is not one of these.</exception>
    public void Require(DataViewSchema.Column column)
    {
        if (!Contains(column))
            throw new ArgumentOutOfRangeException(
                nameof(column), $"The column '{column.Name}' was not asked for when this cursor was made.");
    }

    public bool IsOfInput(DataViewSchema.Column column) => _mapper.IsInput(column);

    /// <summary>Creates the getter of a column of the model.</summary>
    /// <exception cref="InvalidOperationException">The column has another type.</exception>
    public ValueGetter<TValue> CreateScoreGetter<TValue>(DataViewSchema.Column column, IRowScores scores)
    {
        var output = _mapper.Model.Outputs.Columns[column.Index - _mapper.InputSchema.Count];
        return output.CreateGetter(scores) as ValueGetter<TValue> ?? throw WrongType<TValue>(column);
    }

    public static InvalidOperationException WrongType<TValue>(DataViewSchema.Column column) =>
        new($"The column '{column.Name}' is {column.Type} and cannot be read as {typeof(TValue).Name}.");
}
