namespace MLNet.Mlp;

/// <summary>
/// One rise of the learning rate to its peak, <see cref="TrainingOptions.LearningRate"/>, and one fall far below where
/// it began (Smith and Topin, 2018). With t the steps done before this one, of T in all, p = rise T - 1, and
/// cosine(a, b, x) the half cosine from a at x = 0 to b at x = 1,
/// <code>
/// factor = cosine(1 / start, 1, t / p)                                   for t below p
/// factor = cosine(1, 1 / (start end), (t - p) / (T - 1 - p))             from there on
/// </code>
/// It is <c>torch.optim.lr_scheduler.OneCycleLR</c> with <c>cycle_momentum=False</c>.
/// </summary>
public sealed record OneCycle : LearningRateSchedule
{
    /// <summary>The fraction of all steps that rise; in [0, 1). Default 0.3.</summary>
    public float Rise { get; init; } = 0.3f;

    /// <summary>How many times smaller than its peak the rate is at the start; at least 1. Default 25.</summary>
    public float StartDivisor { get; init; } = 25;

    /// <summary>How many times smaller than at the start the rate is at the end; at least 1. Default 10000.</summary>
    public float EndDivisor { get; init; } = 1e4f;

    /// <inheritdoc/>
    public override bool ChangesEachStep => true;

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        var done = position.StepsDone;
        var last = position.Steps - 1;
        // The peak may fall between two steps, or before the first.
        var peak = Math.Max(0, Rise * (double)position.Steps - 1);
        var start = 1.0 / StartDivisor;
        if (done < peak) return CosineCurve.Between(start, 1, done / peak);
        return CosineCurve.Between(1, start / EndDivisor, last > peak ? (done - peak) / (last - peak) : 0);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require.Fraction(nameof(Rise), Rise);
        Require.AtLeastAndFinite(nameof(StartDivisor), StartDivisor, 1);
        Require.AtLeastAndFinite(nameof(EndDivisor), EndDivisor, 1);
    }
}
