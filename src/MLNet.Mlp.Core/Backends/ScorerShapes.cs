namespace MLNet.Mlp.Backends;

/// <summary>Checks what a scorer is given.</summary>
internal static class ScorerShapes
{
    /// <summary>The number of rows that both spans hold.</summary>
    /// <exception cref="ArgumentException">The spans do not hold the same whole number of rows.</exception>
    public static int RowCount(Network network, ReadOnlySpan<float> features, ReadOnlySpan<float> scores)
    {
        var (rowCount, rest) = Math.DivRem(features.Length, network.InputSize);
        if (rest != 0)
            throw new ArgumentException(
                $"The features must be whole rows of {network.InputSize}; got {features.Length} values.",
                nameof(features));
        CheckScores(network, rowCount, scores);
        return rowCount;
    }

    /// <exception cref="ArgumentException">The features are not those of the network, or there are not as many scores.
    /// </exception>
    public static void Check(Network network, SparseFeatures features, ReadOnlySpan<float> scores)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.ColumnCount != network.InputSize)
            throw new ArgumentException(
                $"The features must have {network.InputSize} columns; got {features.ColumnCount}.", nameof(features));
        CheckScores(network, features.RowCount, scores);
    }

    /// <summary>The number of rows that are given as compressed sparse rows.</summary>
    /// <exception cref="ArgumentException">The spans do not describe rows of the network, or there are not as many
    /// scores.</exception>
    public static int RowCount(
        Network network, ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values,
        ReadOnlySpan<float> scores)
    {
        if (columns.Length != values.Length)
            throw new ArgumentException(
                $"The rows have {columns.Length} columns but {values.Length} values.", nameof(values));
        if (rowStarts.Length == 0 || rowStarts[0] != 0 || rowStarts[^1] != columns.Length)
            throw new ArgumentException(
                $"The starts of rows must be from 0 to {columns.Length}, the number of values; got " +
                (rowStarts.Length == 0 ? "none." : $"{rowStarts[0]} to {rowStarts[^1]}."), nameof(rowStarts));
        for (var row = 1; row < rowStarts.Length; row++)
        {
            var (start, end) = (rowStarts[row - 1], rowStarts[row]);
            if (end < start || end > columns.Length)
                throw new ArgumentException(
                    $"The starts of rows must not decrease; got {end} after {start}.", nameof(rowStarts));
            CheckColumns(columns[start..end], network.InputSize);
        }
        CheckScores(network, rowStarts.Length - 1, scores);
        return rowStarts.Length - 1;
    }

    /// <summary>Kernels read the weights of these columns without another check.</summary>
    private static void CheckColumns(ReadOnlySpan<int> columns, int columnCount)
    {
        var previous = -1;
        foreach (var column in columns)
        {
            if (column <= previous || column >= columnCount)
                throw new ArgumentException(
                    $"The columns of a row must increase and be in [0, {columnCount}); got {column} after {previous}.",
                    nameof(columns));
            previous = column;
        }
    }

    private static void CheckScores(Network network, int rowCount, ReadOnlySpan<float> scores)
    {
        if (scores.Length != (long)rowCount * network.OutputSize)
            throw new ArgumentException(
                $"The scores must be {rowCount} x {network.OutputSize} values, as there are {rowCount} rows and " +
                $"{network.OutputSize} outputs; got {scores.Length}.", nameof(scores));
    }
}
