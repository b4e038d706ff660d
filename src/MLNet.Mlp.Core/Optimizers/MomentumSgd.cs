using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Stochastic gradient descent with classical momentum (Polyak, 1964), the heavy ball:
/// <code>
/// V = momentum V + G'
/// W = W - learningRate V
/// </code>
/// It is <c>torch.optim.SGD</c> with <c>dampening=0, nesterov=False</c>.</summary>
public sealed record MomentumSgd : Optimizer
{
    /// <summary>How much of the last step's velocity the next one keeps; in [0, 1). A gradient that stays the same
    /// takes steps up to 1 / (1 - momentum) times as long. Default 0.9.</summary>
    public float Momentum { get; init; } = TrainingOptions.Defaults.Momentum;

    internal override int StateCount => 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.Fraction(nameof(Momentum), Momentum);
    }

    internal override Updater<T> CreateUpdater<T>() => new Updater<T, Rule<T>>(
        this, (step, _) => new Rule<T>(step.LearningRate, Momentum));

    internal readonly struct Rule<T>(T learningRate, T momentum) : IUpdateRule<T> where T : unmanaged, IReal<T>
    {
        public static int StateCount => 1;

        public T Step(T weight, T gradient, ref T velocity, ref T unused)
        {
            var v = T.MultiplyAdd(momentum, velocity, gradient);
            velocity = v;
            return T.MultiplyAdd(-learningRate, v, weight);
        }
    }
}
