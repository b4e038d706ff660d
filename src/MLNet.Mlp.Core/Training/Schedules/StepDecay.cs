namespace MLNet.Mlp;

/// <summary>Multiplies the learning rate by gamma every few epochs. With e the epoch from 1,
/// <code>
/// factor = gamma^floor((e - 1) / epochsPerStep)
/// </code>
/// It is <c>torch.optim.lr_scheduler.StepLR</c>.</summary>
public sealed record StepDecay : LearningRateSchedule
{
    /// <summary>Epochs from one change to the next; at least 1. Default 10.</summary>
    public int EpochsPerStep { get; init; } = 10;

    /// <summary>What each change multiplies the rate by; in (0, 1]. Default 0.1.</summary>
    public float Gamma { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position) => Math.Pow(Gamma, (position.Epoch - 1) / EpochsPerStep);

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.AtLeast(nameof(EpochsPerStep), EpochsPerStep, 1);
        Require.PositiveFraction(nameof(Gamma), Gamma);
    }
}
