using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Stochastic gradient descent (Robbins and Monro, 1951), which keeps no state:
/// <code>
/// W = W - learningRate G'
/// </code>
/// It is <c>torch.optim.SGD</c> with <c>momentum=0</c>.</summary>
public sealed record Sgd : Optimizer
{
    internal override int StateCount => 0;

    internal override Updater<T> CreateUpdater<T>() => new Updater<T, Rule<T>>(
        this, (step, _) => new Rule<T>(step.LearningRate));

    internal readonly struct Rule<T>(T learningRate) : IUpdateRule<T> where T : unmanaged, IReal<T>
    {
        public static int StateCount => 0;

        public T Step(T weight, T gradient, ref T first, ref T second) =>
            T.MultiplyAdd(-learningRate, gradient, weight);
    }
}
