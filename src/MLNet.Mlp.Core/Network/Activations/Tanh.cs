using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = tanh(z)
/// f'(z) = 1 - a²
/// </code>
/// The hyperbolic tangent.
/// </summary>
internal readonly struct Tanh : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.Xavier;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => T.Tanh(z);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => 1.0 - a * a;
}
