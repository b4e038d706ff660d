using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// With y = 2 t - 1, so that the targets 0 and 1 become -1 and 1,
/// <code>
/// loss = max(0, 1 - y z)
/// dz   = -y where the loss is above 0, else 0
/// </code>
/// </summary>
internal readonly struct BinaryHinge : IElementLoss
{
    public T Loss<T>(T z, T t) where T : unmanaged, IReal<T> => T.Max(1.0 - (2.0 * t - 1.0) * z, 0.0);

    public T Gradient<T>(T z, T t) where T : unmanaged, IReal<T>
    {
        var y = 2.0 * t - 1.0;
        return T.IfPositive(1.0 - y * z, -y, 0.0);
    }
}
