using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Stochastic gradient descent with Nesterov's momentum (Nesterov, 1983), in the form of Sutskever, Martens,
/// Dahl and Hinton (2013), which looks one step of the velocity ahead:
/// <code>
/// V = momentum V + G'
/// W = W - learningRate (G' + momentum V)
/// </code>
/// It is <c>torch.optim.SGD</c> with <c>dampening=0, nesterov=True</c>.</summary>
public sealed record NesterovSgd : Optimizer
{
    /// <inheritdoc cref="MomentumSgd.Momentum"/>
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
            return T.MultiplyAdd(-learningRate, T.MultiplyAdd(momentum, v, gradient), weight);
        }
    }
}
