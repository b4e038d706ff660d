namespace MLNet.Mlp;

/// <summary>The features of a set of rows: rowCount x columnCount floats. Rows are appended one by one into blocks, so a
/// set of unknown size is read without ever copying what has been read, and may exceed the largest array.</summary>
public sealed class FeatureMatrix
{
    private const int BlockBytes = 4 << 20;

    private readonly List<float[]> _blocks = [];
    private readonly int _rowsPerBlock;

    /// <summary>Creates a matrix without rows.</summary>
    /// <param name="columnCount">Number of features of every row, at least 1.</param>
    public FeatureMatrix(int columnCount)
    {
        Require.AtLeast(nameof(columnCount), columnCount, 1);
        ColumnCount = columnCount;
        _rowsPerBlock = (int)Math.Max(1, BlockBytes / sizeof(float) / (long)columnCount);
    }

    /// <summary>Number of features of every row.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of rows appended so far.</summary>
    public int RowCount { get; private set; }

    /// <summary>One row, as a view: valid until the matrix is dropped.</summary>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            if ((uint)row >= (uint)RowCount) Require.Throw(nameof(row), $"in [0, {RowCount})", row);
            var (block, rowInBlock) = Math.DivRem(row, _rowsPerBlock);
            return _blocks[block].AsSpan(rowInBlock * ColumnCount, ColumnCount);
        }
    }

    /// <summary>Appends a row of zeros and returns it to be filled.</summary>
    public Span<float> AppendRow()
    {
        var (block, rowInBlock) = Math.DivRem(RowCount, _rowsPerBlock);
        if (block == _blocks.Count) _blocks.Add(new float[_rowsPerBlock * ColumnCount]);
        RowCount = checked(RowCount + 1);
        return _blocks[block].AsSpan(rowInBlock * ColumnCount, ColumnCount);
    }

    /// <summary>Appends a copy of <paramref name="features"/>.</summary>
    /// <exception cref="ArgumentException">The row has not <see cref="ColumnCount"/> features.</exception>
    public void AppendRow(ReadOnlySpan<float> features)
    {
        if (features.Length != ColumnCount)
            throw new ArgumentException(
                $"The row has {features.Length} features but the matrix has {ColumnCount} columns.", nameof(features));
        features.CopyTo(AppendRow());
    }
}
