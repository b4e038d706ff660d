using System.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// The rates of Epoch-GD (Hazan and Kale, 2014, algorithm 1): training runs in stages, called epochs there; each takes
/// twice as many passes over the rows as the one before, at half its rate. With e the pass from 1,
/// <code>
/// factor = 2^-k      for F (2^k - 1) &lt; e &lt;= F (2^(k+1) - 1)
/// </code>
/// where F is <see cref="FirstStageEpochs"/>. For strongly convex losses, such as multinomial logistic regression with
/// a weight decay, plain <see cref="Sgd"/> so reaches the best possible rate of convergence, 1 / steps. The original
/// also starts each stage at the mean of the weights of the last one; here a stage goes on from where the last one
/// ended.
/// </summary>
public sealed record EpochGd : LearningRateSchedule
{
    /// <summary>Epochs of the first stage; at least 1. Default 1.</summary>
    public int FirstStageEpochs { get; init; } = 1;

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        var stage = BitOperations.Log2((uint)((position.Epoch - 1) / FirstStageEpochs + 1));
        return Math.Pow(2, -stage);
    }

    /// <inheritdoc/>
    public override void Validate() => Require.AtLeast(nameof(FirstStageEpochs), FirstStageEpochs, 1);
}
