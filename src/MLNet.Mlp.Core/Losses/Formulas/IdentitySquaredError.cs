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
    public T Loss<T>(T z, T t) where T : struct, IReal<T> => (z - t) * (z - t);

    public T Gradient<T>(T z, T t) where T : struct, IReal<T> => 2.0 * (z - t);
}
