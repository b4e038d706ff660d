namespace MLNet.Mlp;

/// <summary>A trained network and how it came about.</summary>
/// <param name="Network">The network of <paramref name="BestEpoch"/>; or where that is null, the network after the last
/// step.</param>
/// <param name="History">One report for each whole epoch.</param>
/// <param name="StopReason">Why training ended.</param>
/// <param name="BestEpoch">The epoch, from 1, whose network had the lowest validation loss and was so chosen by
/// <see cref="TrainingOptions.RestoreBest"/>; or null.</param>
public sealed record TrainingResult(
    Network Network,
    IReadOnlyList<EpochReport> History,
    StopReason StopReason,
    int? BestEpoch)
{
    /// <summary>Rows done of an epoch that was left early; 0 where the last one was whole.</summary>
    public long RowsDone { get; init; }

    /// <summary>Where training ended, to go on from there as <see cref="TrainingControl.ResumeFrom"/>; null unless
    /// <see cref="TrainingControl.KeepCheckpoint"/> asked for it.</summary>
    public TrainingCheckpoint? Checkpoint { get; init; }
}
