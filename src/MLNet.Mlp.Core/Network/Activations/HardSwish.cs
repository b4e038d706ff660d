using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = z min(1, max(0, z / 6 + 1/2))
/// f'(z) = 0 where z &lt;= -3, 1 where z &gt; 3, else z / 3 + 1/2
/// </code>
/// SiLU with a sigmoid of straight lines (Howard and others, 2019, MobileNetV3, section 5.2). It is not monotonic, so
/// its derivative cannot be told from a alone.
/// </summary>
internal readonly struct HardSwish : IActivation
{
    public static bool DerivativeNeedsInput => true;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => z * HardSigmoid.Forward(z);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> =>
        T.IfPositive(z + 3.0, T.IfPositive(z - 3.0, 1.0, 1.0 / 3 * z + 0.5), 0.0);
}
