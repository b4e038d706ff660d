using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = min(1, max(0, z / 6 + 1/2))
/// f'(z) = 1/6 where 0 &lt; a &lt; 1, else 0
/// </code>
/// A sigmoid of straight lines (Howard and others, 2019, MobileNetV3, section 5.2).
/// </summary>
internal readonly struct HardSigmoid : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.Xavier;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => T.Min(T.Max(1.0 / 6 * z + 0.5, 0.0), 1.0);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => T.IfPositive(a * (1.0 - a), 1.0 / 6, 0.0);
}
