using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = z (1 + tanh(u)) / 2 = z s      with u = c (z + 0.044715 z³), c = sqrt(2 / pi), s = sigmoid(2u)
/// f'(z) = s + z s (1 - s) 2 c (1 + 3 * 0.044715 z²)
/// </code>
/// The approximation of GELU by tanh (Hendrycks and Gimpel, 2016, section 2), written with the sigmoid, as 1 + tanh(u)
/// would cancel for negative u. Beyond ±100 s is 0 or 1 in any precision, so z is cut off there before its powers are
/// taken, which could overflow.
/// </summary>
internal readonly struct GELUTanh : IActivation
{
    public const double C = 0.79788456080286536, Cubic = 0.044715;

    public static bool DerivativeNeedsInput => true;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => z * S(Cut(z));

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T>
    {
        var cut = Cut(z);
        var s = S(cut);
        return s + cut * s * (1.0 - s) * (2 * C + 6 * C * Cubic * (cut * cut));
    }

    private static T Cut<T>(T z) where T : unmanaged, IReal<T> => T.Max(T.Min(z, 100.0), -100.0);

    private static T S<T>(T z) where T : unmanaged, IReal<T> => Sigmoid.Forward(2 * C * (z + Cubic * (z * z * z)));
}
