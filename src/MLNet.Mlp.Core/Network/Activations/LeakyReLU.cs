using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = max(z, 0.01 z)
/// f'(z) = 1 where a &gt; 0, else 0.01
/// </code>
/// Unlike ReLU it never stops learning (Maas, Hannun and Ng, 2013). As the slope is positive, a has the sign of z.
/// </summary>
internal readonly struct LeakyReLU : IActivation
{
    public const double Slope = 0.01;

    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => T.Max(z, Slope * z);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => T.IfPositive(a, 1.0, Slope);
}
