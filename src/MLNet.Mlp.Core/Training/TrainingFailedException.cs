using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>The device that trained has failed or run out of memory in mid-training. Its checkpoints stay where they
/// are.</summary>
public sealed class TrainingFailedException : Exception
{
    internal TrainingFailedException(
        int epoch, IReadOnlyList<EpochReport> history, Network? lastGoodNetwork, int? bestEpoch, bool hasCheckpoints,
        BackendFailedException cause)
        : base(
            $"Training failed in epoch {epoch}. {cause.Message} " +
            (lastGoodNetwork is null ? "No epoch was done, so there is no network to keep."
                : bestEpoch is null ? "The network as it was after the last whole epoch is kept."
                : $"The network as it was after epoch {bestEpoch}, the best of the validation rows, is kept.") +
            (hasCheckpoints ? " The last checkpoint is kept, too: a new run can go on from it." : ""),
            cause)
    {
        Epoch = epoch;
        History = history;
        LastGoodNetwork = lastGoodNetwork;
        BestEpoch = bestEpoch;
    }

    /// <summary>The epoch, from 1, in which the device failed.</summary>
    public int Epoch { get; }

    /// <summary>One report for each whole epoch before.</summary>
    public IReadOnlyList<EpochReport> History { get; }

    /// <summary>The network of <see cref="BestEpoch"/>; or where that is null, the last that could be fetched from the
    /// device after a whole epoch, or that a run was resumed with; or null where there is none.</summary>
    public Network? LastGoodNetwork { get; }

    /// <summary>The epoch, from 1, whose network had the lowest validation loss and was so chosen by
    /// <see cref="TrainingOptions.RestoreBest"/>; or null.</summary>
    public int? BestEpoch { get; }
}
