using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Adagrad (Duchi, Hazan and Singer, 2011): each parameter has its own rate, which falls with the squares of
/// all its gradients so far. A usual learning rate is 0.01.
/// <code>
/// S = S + G'^2
/// W = W - learningRate G' / (sqrt(S) + epsilon)
/// </code>
/// It is <c>torch.optim.Adagrad</c> with <c>lr_decay=0, initial_accumulator_value=0</c>.</summary>
public sealed record Adagrad : Optimizer
{
    /// <summary>Keeps the quotient finite where all gradients were 0; positive. Default 1e-10.</summary>
    public float Epsilon { get; init; } = 1e-10f;

    internal override int StateCount => 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.PositiveAndFinite(nameof(Epsilon), Epsilon);
    }

    internal override Updater<T> CreateUpdater<T>() => new Updater<T, Rule<T>>(
        this, (step, _) => new Rule<T>(step.LearningRate, Epsilon));

    internal readonly struct Rule<T>(T learningRate, T epsilon) : IUpdateRule<T> where T : unmanaged, IReal<T>
    {
        public static int StateCount => 1;

        public T Step(T weight, T gradient, ref T squares, ref T unused)
        {
            var s = T.MultiplyAdd(gradient, gradient, squares);
            squares = s;
            return weight - learningRate * gradient / (T.Sqrt(s) + epsilon);
        }
    }
}
