namespace MLNet.Mlp;

/// <summary>Multiplies the learning rate by gamma after every epoch. With e the epoch from 1,
/// <code>
/// factor = gamma^(e - 1)
/// </code>
/// It is <c>torch.optim.lr_scheduler.ExponentialLR</c>.</summary>
public sealed record ExponentialDecay : LearningRateSchedule
{
    /// <summary>What each epoch multiplies the rate by; in (0, 1]. Default 0.95.</summary>
    public float Gamma { get; init; } = 0.95f;

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position) => Math.Pow(Gamma, position.Epoch - 1);

    /// <inheritdoc/>
    public override void Validate() => Require.PositiveFraction(nameof(Gamma), Gamma);
}
