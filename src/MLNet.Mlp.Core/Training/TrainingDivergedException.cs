using System.Globalization;

namespace MLNet.Mlp;

/// <summary>The loss or a weight became NaN or infinite: the steps were too large for the problem.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(
        int epoch, int batch, float learningRate, IReadOnlyList<EpochReport> history, Network lastGoodNetwork,
        int? bestEpoch)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"Training diverged: the loss became NaN or infinite in epoch {epoch}, batch {batch}, with LearningRate " +
            $"{learningRate}. Try a LearningRate of {learningRate / 10}, and features normalized to about -1..1. " +
            $"The network as it was {(bestEpoch is null
                ? $"before epoch {epoch}"
                : $"after epoch {bestEpoch}, the best of the validation rows,")} is kept."))
    {
        Epoch = epoch;
        Batch = batch;
        LearningRate = learningRate;
        History = history;
        LastGoodNetwork = lastGoodNetwork;
        BestEpoch = bestEpoch;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The first batch of that epoch, from 1, whose loss was not finite.</summary>
    public int Batch { get; }

    /// <summary>The learning rate of that batch.</summary>
    public float LearningRate { get; }

    /// <summary>One report for each whole epoch before.</summary>
    public IReadOnlyList<EpochReport> History { get; }

    /// <summary>The network of <see cref="BestEpoch"/>; or where that is null, the network as it was before the epoch
    /// that diverged, or when a run was resumed within that epoch.</summary>
    public Network LastGoodNetwork { get; }

    /// <summary>The epoch, from 1, whose network had the lowest validation loss and was so chosen by
    /// <see cref="TrainingOptions.RestoreBest"/>; or null.</summary>
    public int? BestEpoch { get; }
}
