namespace MLNet.Mlp;

/// <summary>Adam (Kingma and Ba, 2015, algorithm 1): the running mean of the gradient over the root of the running mean
/// of its square, both corrected for their start at zero. A usual learning rate is 0.001.
/// <code>
/// M = beta1 M + (1 - beta1) G'
/// S = beta2 S + (1 - beta2) G'^2
/// W = W - learningRate / (1 - beta1^t) M / (sqrt(S / (1 - beta2^t)) + epsilon)
/// </code>
/// It is <c>torch.optim.Adam</c> with <c>amsgrad=False</c>. A weight decay is coupled, and so divided by sqrt(S) with
/// the rest of the gradient; <see cref="AdamW"/> does it better.</summary>
public sealed record Adam : Optimizer
{
    /// <summary>How much of the mean gradient each step keeps; in [0, 1). Default 0.9.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>How much of the mean square each step keeps; in [0, 1). Default 0.999.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the quotient finite where the gradients are 0; positive. Default 1e-8.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    internal override int StateCount => 2;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.Fraction(nameof(Beta1), Beta1);
        Require.Fraction(nameof(Beta2), Beta2);
        Require.PositiveAndFinite(nameof(Epsilon), Epsilon);
    }

    internal override Updater<T> CreateUpdater<T>() => new Updater<T, AdamRule<T>>(
        this, (step, _) => new AdamRule<T>(step, Beta1, Beta2, Epsilon, decay: 0));
}
