using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>RMSProp (Tieleman and Hinton, 2012, lecture 6.5): each parameter's rate is divided by the root of the
/// running mean of its squared gradients. A usual learning rate is 0.001 to 0.01.
/// <code>
/// S = alpha S + (1 - alpha) G'^2
/// W = W - learningRate G' / (sqrt(S) + epsilon)
/// </code>
/// It is <c>torch.optim.RMSprop</c> with <c>momentum=0, centered=False</c>.</summary>
public sealed record RmsProp : Optimizer
{
    /// <summary>How much of the running mean each step keeps; in [0, 1). Default 0.99.</summary>
    public float Alpha { get; init; } = 0.99f;

    /// <summary>Keeps the quotient finite where the gradients are 0; positive. Default 1e-8.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    internal override int StateCount => 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.Fraction(nameof(Alpha), Alpha);
        Require.PositiveAndFinite(nameof(Epsilon), Epsilon);
    }

    internal override Updater<T> CreateUpdater<T>() => new Updater<T, Rule<T>>(
        this, (step, _) => new Rule<T>(step.LearningRate, Alpha, 1 - (double)Alpha, Epsilon));

    internal readonly struct Rule<T>(T learningRate, T alpha, T oneMinusAlpha, T epsilon) : IUpdateRule<T>
        where T : unmanaged, IReal<T>
    {
        public static int StateCount => 1;

        public T Step(T weight, T gradient, ref T meanSquare, ref T unused)
        {
            var s = T.MultiplyAdd(alpha, meanSquare, oneMinusAlpha * gradient * gradient);
            meanSquare = s;
            return weight - learningRate * gradient / (T.Sqrt(s) + epsilon);
        }
    }
}
