namespace MLNet.Mlp;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2): the weights shrink by the same
/// factor each step, whatever their gradients are. A usual learning rate is 0.001.
/// <code>
/// W = (1 - learningRate weightDecay) W           (weights only), and then the step of <see cref="Adam"/> with
/// G' = G + l1Penalty sign(W)
/// </code>
/// where sign(W) is taken before the decay. It is <c>torch.optim.AdamW</c> with <c>amsgrad=False</c>.</summary>
public sealed record AdamW : Optimizer
{
    /// <summary>Creates the optimizer with a <see cref="Optimizer.WeightDecay"/> of 0.01.</summary>
    public AdamW() => WeightDecay = 0.01f;

    /// <inheritdoc cref="Adam.Beta1"/>
    public float Beta1 { get; init; } = 0.9f;

    /// <inheritdoc cref="Adam.Beta2"/>
    public float Beta2 { get; init; } = 0.999f;

    /// <inheritdoc cref="Adam.Epsilon"/>
    public float Epsilon { get; init; } = 1e-8f;

    internal override int StateCount => 2;

    internal override float CoupledWeightDecay => 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.Fraction(nameof(Beta1), Beta1);
        Require.Fraction(nameof(Beta2), Beta2);
        Require.PositiveAndFinite(nameof(Epsilon), Epsilon);
    }

    internal override Updater<T> CreateUpdater<T>() => new Updater<T, AdamRule<T>>(this, (step, areWeights) =>
        new AdamRule<T>(step, Beta1, Beta2, Epsilon, areWeights ? WeightDecay : 0));
}
