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

    private static void CheckScores(Network network, int rowCount, ReadOnlySpan<float> scores)
    {
        if (scores.Length != (long)rowCount * network.OutputSize)
            throw new ArgumentException(
                $"The scores must be {rowCount} x {network.OutputSize} values, as there are {rowCount} rows and " +
                $"{network.OutputSize} outputs; got {scores.Length}.", nameof(scores));
    }
}
