namespace MLNet.Mlp.Backends;

/// <summary>The rows that a scorer is given, of whatever kind.</summary>
internal interface IScorerInputs
{
    bool AreSparse { get; }

    /// <summary>The values of a row; where the rows are sparse only some, in increasing <paramref name="columns"/>.
    /// </summary>
    ReadOnlySpan<float> Row(int row, out ReadOnlySpan<int> columns);
}

/// <summary>Rows that lie one after another.</summary>
internal readonly ref struct DenseInputs(ReadOnlySpan<float> features, int inputSize) : IScorerInputs
{
    private readonly ReadOnlySpan<float> _features = features;

    public bool AreSparse => false;

    public ReadOnlySpan<float> Row(int row, out ReadOnlySpan<int> columns)
    {
        columns = [];
        return _features.Slice(row * inputSize, inputSize);
    }
}

/// <summary>Sparse rows of this library.</summary>
internal readonly struct SparseInputs(SparseFeatures features) : IScorerInputs
{
    public bool AreSparse => true;

    public ReadOnlySpan<float> Row(int row, out ReadOnlySpan<int> columns)
    {
        (columns, var values) = features[row];
        return values;
    }
}

/// <summary>Sparse rows in memory of the caller.</summary>
internal readonly ref struct CompressedInputs(
    ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values) : IScorerInputs
{
    private readonly ReadOnlySpan<int> _rowStarts = rowStarts, _columns = columns;
    private readonly ReadOnlySpan<float> _values = values;

    public bool AreSparse => true;

    public ReadOnlySpan<float> Row(int row, out ReadOnlySpan<int> columns)
    {
        var (start, end) = (_rowStarts[row], _rowStarts[row + 1]);
        columns = _columns[start..end];
        return _values[start..end];
    }
}
