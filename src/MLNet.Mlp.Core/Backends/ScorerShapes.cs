namespace MLNet.Mlp.Backends;

internal static class ScorerShapes
{
    /// <summary>The number of rows that both spans hold.</summary>
    /// <exception cref="ArgumentException">The spans do not hold the same whole number of rows.</exception>
    public static int RowCount(Network network, ReadOnlySpan<float> features, ReadOnlySpan<float> scores)
    {
        var (rowCount, rest) = Math.DivRem(features.Length, network.InputSize);
        if (rest != 0)
            throw new ArgumentException(
                $"The features must be whole rows of {network.InputSize}; got {features.Length} values.", nameof(features));
        if (scores.Length != (long)rowCount * network.ClassCount)
            throw new ArgumentException(
                $"The scores must be {rowCount} x {network.ClassCount} values, as there are {rowCount} rows and " +
                $"{network.ClassCount} classes; got {scores.Length}.", nameof(scores));
        return rowCount;
    }
}
