using System.Globalization;

namespace MLNet.Mlp;

/// <summary>The loss or a weight became NaN or infinite: the steps were too large for the problem.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int epoch, int batch, float learningRate, Network lastGoodNetwork)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"Training diverged: the loss became NaN or infinite in epoch {epoch}, batch {batch}, with LearningRate " +
            $"{learningRate}. Try a LearningRate of {learningRate / 10}, and features normalized to about -1..1. " +
            $"The network as it was before epoch {epoch} is kept."))
    {
        Epoch = epoch;
        Batch = batch;
        LearningRate = learningRate;
        LastGoodNetwork = lastGoodNetwork;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The first batch of that epoch, from 1, whose loss was not finite.</summary>
    public int Batch { get; }

    /// <summary>The learning rate of that batch.</summary>
    public float LearningRate { get; }

    /// <summary>The network as it was before the epoch.</summary>
    public Network LastGoodNetwork { get; }
}
