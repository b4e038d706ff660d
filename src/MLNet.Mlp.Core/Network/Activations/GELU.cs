using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = z Φ(z)              with Φ(z) = (1 + erf(z / sqrt(2))) / 2
/// f'(z) = Φ(z) + z φ(z)       with φ(z) = exp(-z² / 2) / sqrt(2 pi)
/// </code>
/// The Gaussian error linear unit (Hendrycks and Gimpel, 2016): Φ and φ are distribution function and density of the
/// standard normal. It is not monotonic, so its derivative cannot be told from a alone.
/// </summary>
internal readonly struct GELU : IActivation
{
    public const double InverseSqrt2 = 0.70710678118654752;

    private const double InverseSqrt2Pi = 0.39894228040143268;

    public static bool DerivativeNeedsInput => true;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => z * Phi(z);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> =>
        Phi(z) + z * (InverseSqrt2Pi * T.Exp(-0.5 * (z * z)));

    private static T Phi<T>(T z) where T : unmanaged, IReal<T> => 0.5 * (1.0 + T.Erf(InverseSqrt2 * z));
}
