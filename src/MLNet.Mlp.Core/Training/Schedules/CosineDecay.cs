namespace MLNet.Mlp;

/// <summary>
/// Raises the learning rate in a straight line (warm-up; Goyal et al., 2017) and then lets it fall along half a cosine
/// (Loshchilov and Hutter, 2017, without restarts). With t the steps done before this one, of T in all, and
/// U = warmup T, rounded,
/// <code>
/// factor = (t + 1) / U                                                   for t below U
/// factor = minimum + (1 - minimum) (1 + cos(pi (t - U) / (T - U))) / 2   from there on
/// </code>
/// Without warm-up it is <c>torch.optim.lr_scheduler.CosineAnnealingLR</c>, stepped after each batch.
/// </summary>
public sealed record CosineDecay : LearningRateSchedule
{
    /// <summary>The fraction of all steps that warm up; in [0, 1). Default 0.</summary>
    public float Warmup { get; init; }

    /// <summary>The factor that the fall tends to; in [0, 1]. Default 0.</summary>
    public float MinimumFactor { get; init; }

    /// <inheritdoc/>
    public override bool ChangesEachStep => true;

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        var warmupSteps = (long)Math.Round(Warmup * (double)position.Steps);
        var done = position.StepsDone;
        if (done < warmupSteps) return (done + 1) / (double)warmupSteps;
        var progress = (done - warmupSteps) / (double)(position.Steps - warmupSteps);
        return CosineCurve.Between(1, MinimumFactor, progress);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.Fraction(nameof(Warmup), Warmup);
        Require.ClosedFraction(nameof(MinimumFactor), MinimumFactor);
    }
}
