using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// <code>
/// loss = (z - t)²
/// dz   = 2 (z - t)
/// </code>
/// </summary>
internal readonly struct IdentitySquaredError : IElementLoss
{
    public T Loss<T>(T z, T t) where T : unmanaged, IReal<T> => (z - t) * (z - t);

    public T Gradient<T>(T z, T t) where T : unmanaged, IReal<T> => 2.0 * (z - t);
}
