namespace MLNet.Mlp;

/// <summary>The features of a set of rows, rowCount x columnCount: dense as a <see cref="FeatureMatrix"/>, or sparse as
/// <see cref="SparseFeatures"/>.</summary>
public abstract class Features
{
    private protected Features(int columnCount)
    {
        Require.AtLeast(nameof(columnCount), columnCount, 1);
        ColumnCount = columnCount;
    }

    /// <summary>Number of features of every row.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of rows appended so far.</summary>
    public int RowCount { get; private protected set; }

    /// <summary>Writes all features of a row, zeros too.</summary>
    /// <param name="row">The row, in [0, <see cref="RowCount"/>).</param>
    /// <param name="destination"><see cref="ColumnCount"/> floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public abstract void CopyRowTo(int row, Span<float> destination);

    /// <summary>Removes all rows and keeps their memory for the next ones.</summary>
    internal abstract void Clear();

    private protected void CheckRow(int row)
    {
        if ((uint)row >= (uint)RowCount) Require.Throw(nameof(row), $"in [0, {RowCount})", row);
    }
}
