namespace MLNet.Mlp;

/// <summary>The same learning rate throughout: factor = 1.</summary>
public sealed record ConstantRate : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(TrainingPosition position) => 1;
}
