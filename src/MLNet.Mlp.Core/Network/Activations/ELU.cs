using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = z where z &gt; 0, else exp(z) - 1
/// f'(z) = 1 where a &gt; 0, else exp(z) = a + 1
/// </code>
/// The exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016, eq. 15) with alpha = 1, which makes it
/// smooth at 0. One of the two summands of the code is always 0.
/// </summary>
internal readonly struct ELU : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => T.Max(z, 0.0) + T.ExpM1(T.Min(z, 0.0));

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => T.IfPositive(a, 1.0, a + 1.0);
}
