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

    internal override void Step<T>(StepValues step, Parameters<T> parameters) =>
        parameters.Update(new Rule<T>(step.LearningRate, Momentum), step, this);

    private readonly struct Rule<T>(T learningRate, T momentum) : IUpdateRule<T> where T : struct, IReal<T>
    {
        public static int StateCount => 1;

        public T Step(T weight, T gradient, ref T velocity, ref T unused)
        {
            var v = momentum * velocity + gradient;
            velocity = v;
            return weight - learningRate * (gradient + momentum * v);
        }
    }
}
