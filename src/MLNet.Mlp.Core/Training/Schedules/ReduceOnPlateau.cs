namespace MLNet.Mlp;

/// <summary>
/// Multiplies the learning rate by a factor each time the loss has not improved for a while:
/// <code>
/// factor = max(reduction^n, minimum)      after n plateaus
/// </code>
/// A plateau is <see cref="Patience"/> epochs in a row whose loss is not more than <see cref="Tolerance"/> below the
/// best before them. The loss watched is that of the validation rows where there are any, else of the training rows.
/// The idea is that of <c>torch.optim.lr_scheduler.ReduceLROnPlateau</c>, which waits one epoch longer and by default
/// measures its threshold relative to the best loss.
/// </summary>
public sealed record ReduceOnPlateau : LearningRateSchedule
{
    /// <summary>What each plateau multiplies the rate by; in (0, 1]. Default 0.1.</summary>
    public float Reduction { get; init; } = 0.1f;

    /// <summary>Epochs without improvement that make a plateau; at least 1. Choose it below
    /// <see cref="TrainingOptions.ConvergencePatience"/>, as training else ends before the rate falls. Default
    /// 5.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>An improvement of the loss not larger than this is none; zero or positive. Default 0.0001.</summary>
    public float Tolerance { get; init; } = TrainingOptions.Defaults.ConvergenceTolerance;

    /// <summary>The least factor; in [0, 1]. Default 0.</summary>
    public float MinimumFactor { get; init; }

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        var rule = new ConvergenceRule(Tolerance, Patience);
        var plateaus = 0;
        foreach (var loss in position.Losses)
            if (rule.HasConverged(loss) && rule.EpochsWithoutImprovement % Patience == 0) plateaus++;
        return Math.Max(Math.Pow(Reduction, plateaus), MinimumFactor);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.PositiveFraction(nameof(Reduction), Reduction);
        Require.AtLeast(nameof(Patience), Patience, 1);
        Require.NonNegativeAndFinite(nameof(Tolerance), Tolerance);
        Require.ClosedFraction(nameof(MinimumFactor), MinimumFactor);
    }
}
