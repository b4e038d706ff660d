namespace MLNet.Mlp;

/// <summary>Divides the learning rate by a number that grows with time, as stochastic approximation wants it (Robbins
/// and Monro, 1951). With e the epoch from 1,
/// <code>
/// factor = 1 / (1 + decay (e - 1))
/// </code></summary>
public sealed record InverseTimeDecay : LearningRateSchedule
{
    /// <summary>How much the divisor grows each epoch; zero or positive. After 1 / decay epochs the rate is half of
    /// what it was. Default 0.1.</summary>
    public float Decay { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position) => 1 / (1 + (double)Decay * (position.Epoch - 1));

    /// <inheritdoc/>
    public override void Validate() => Require.NonNegativeAndFinite(nameof(Decay), Decay);
}
