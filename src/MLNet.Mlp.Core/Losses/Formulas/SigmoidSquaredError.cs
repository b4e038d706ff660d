using MLNet.Mlp.Activations;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// With p = sigmoid(z), whose Jacobian is the diagonal p (1 - p),
/// <code>
/// loss = (p - t)²
/// dz   = 2 (p - t) p (1 - p)
/// </code>
/// </summary>
internal readonly struct SigmoidSquaredError : IElementLoss
{
    public T Loss<T>(T z, T t) where T : unmanaged, IReal<T>
    {
        var e = Sigmoid.Forward(z) - t;
        return e * e;
    }

    public T Gradient<T>(T z, T t) where T : unmanaged, IReal<T>
    {
        var p = Sigmoid.Forward(z);
        return 2.0 * (p - t) * p * (1.0 - p);
    }
}
