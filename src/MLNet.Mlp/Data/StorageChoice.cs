using System.Globalization;

namespace MLNet.Mlp;

/// <summary>Whether training rows keep their features sparse.</summary>
/// <param name="IsSparse">Sparse, or dense.</param>
/// <param name="Reason">Why, for the log: "as the features are fewer than 512".</param>
/// <param name="Density">The fraction of the features that are not zero, where it had to be looked at.</param>
internal sealed record StorageChoice(bool IsSparse, string Reason, double? Density)
{
    /// <summary>With fewer features, a row takes so little time that the shorter way of sparse rows gains
    /// nothing.</summary>
    private const int LeastSparseFeatures = 512;

    private const double GreatestSparseDensity = 0.05;

    /// <summary>Chooses by <see cref="MlpOptions.FeatureStorage"/>; if that leaves the choice, by a look at the first
    /// rows.</summary>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static StorageChoice Of(TrainingColumns columns, MlpOptions options, CancellationToken cancellationToken)
    {
        if (options.FeatureStorage != FeatureStorage.Auto)
            return new(options.FeatureStorage == FeatureStorage.Sparse,
                $"as {nameof(MlpOptions.FeatureStorage)} says", Density: null);
        if (columns.FeatureCount < LeastSparseFeatures)
            return new(false, $"as the features are fewer than {LeastSparseFeatures}", Density: null);
        if (options.MaxNorm is not null)
            return new(false, $"as {nameof(MlpOptions.MaxNorm)} is not for sparse features", Density: null);

        var tally = new RowTally();
        using var reader = columns.Open(tally, cancellationToken);
        while (tally.RowCount < RowTally.SampleRows && reader.MoveNext())
        {
        }
        var density = tally.Density(columns.FeatureCount);
        var isSparse = density <= GreatestSparseDensity;
        return new(isSparse, string.Create(CultureInfo.InvariantCulture,
            $"as {(isSparse ? "at most" : "more than")} {GreatestSparseDensity:P0} of the features of the first " +
            $"{tally.RowCount} rows are not zero"), density);
    }
}
