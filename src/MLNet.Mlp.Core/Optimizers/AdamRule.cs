using System.Runtime.CompilerServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>The formula of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
internal readonly struct AdamRule<T> : IUpdateRule<T> where T : unmanaged, IReal<T>
{
    private readonly T _beta1;
    private readonly T _oneMinusBeta1;
    private readonly T _beta2;
    private readonly T _oneMinusBeta2;
    private readonly T _epsilon;
    private readonly T _stepSize;
    private readonly T _rootCorrection;
    private readonly T _shrink;

    public AdamRule(StepValues step, double beta1, double beta2, double epsilon, double decay)
    {
        (_beta1, _oneMinusBeta1, _beta2, _oneMinusBeta2, _epsilon) = (beta1, 1 - beta1, beta2, 1 - beta2, epsilon);
        _stepSize = step.LearningRate / (1 - Math.Pow(beta1, step.Number));
        _rootCorrection = 1 / Math.Sqrt(1 - Math.Pow(beta2, step.Number));
        _shrink = 1 - step.LearningRate * decay;
    }

    public static int StateCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step(T weight, T gradient, ref T mean, ref T meanSquare)
    {
        var m = T.MultiplyAdd(_beta1, mean, _oneMinusBeta1 * gradient);
        var s = T.MultiplyAdd(_beta2, meanSquare, _oneMinusBeta2 * gradient * gradient);
        mean = m;
        meanSquare = s;
        return _shrink * weight - _stepSize * m / T.MultiplyAdd(T.Sqrt(s), _rootCorrection, _epsilon);
    }
}
