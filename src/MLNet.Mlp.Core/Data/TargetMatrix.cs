namespace MLNet.Mlp;

/// <summary>The numbers that the network's outputs are to come near, rowCount x columnCount: values of a regression, a
/// 0 or 1 for each of several labels, or probabilities.</summary>
public sealed class TargetMatrix : Targets
{
    private readonly FeatureMatrix _values;

    /// <summary>Creates a matrix without rows.</summary>
    /// <param name="columnCount">Number of outputs, at least 1.</param>
    public TargetMatrix(int columnCount)
    {
        Require.AtLeast(nameof(columnCount), columnCount, 1);
        _values = new FeatureMatrix(columnCount);
    }

    /// <summary>Number of outputs.</summary>
    public int ColumnCount => _values.ColumnCount;

    /// <inheritdoc/>
    public override int RowCount => _values.RowCount;

    /// <summary>The targets of one row, as a view: valid until the matrix is dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> this[int row] => _values[row];

    internal override string Description => $"{ColumnCount} targets";

    /// <summary>Appends a copy of the targets of one more row.</summary>
    /// <exception cref="ArgumentException">There are not <see cref="ColumnCount"/> targets.</exception>
    public void Append(ReadOnlySpan<float> targets)
    {
        if (targets.Length != ColumnCount)
            throw new ArgumentException(
                $"The row has {targets.Length} targets but the matrix has {ColumnCount} columns.", nameof(targets));
        _values.AppendRow(targets);
    }

    /// <summary>The targets of one row, to be changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    internal Span<float> Change(int row) => _values.Change(row);

    internal override bool Fits(int outputSize) => outputSize == ColumnCount;

    internal override void CopyRowTo(int row, Span<float> target) => _values[row].CopyTo(target);

    internal override void Clear() => _values.Clear();
}
