using MLNet.Mlp.Activations;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// With t' the smoothed target,
/// <code>
/// loss = max(z, 0) - t' z + log(1 + exp(-|z|))
/// dz   = sigmoid(z) - t'
/// </code>
/// </summary>
internal readonly struct SigmoidCrossEntropy(float smoothing) : IElementLoss
{
    public T Loss<T>(T z, T t) where T : unmanaged, IReal<T> =>
        T.Max(z, 0.0) - Smooth(t) * z + RealFunctions.Log1P(T.Exp(-T.Abs(z)));

    public T Gradient<T>(T z, T t) where T : unmanaged, IReal<T> => Sigmoid.Forward(z) - Smooth(t);

    private T Smooth<T>(T t) where T : unmanaged, IReal<T>
    {
        T s = smoothing;
        return (1.0 - s) * t + 0.5 * s;
    }
}
