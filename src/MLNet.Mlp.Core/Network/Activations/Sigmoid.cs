using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = 1 / (1 + exp(-z))
/// f'(z) = a (1 - a)
/// </code>
/// The logistic function. Where exp(-z) overflows to infinity, a is 0, as it should be. In floats a is off by at most 3
/// units in the last place, or by 3e-39 where it vanishes.
/// </summary>
internal readonly struct Sigmoid : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.Xavier;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => 1.0 / (1.0 + T.Exp(-z));

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => a * (1.0 - a);
}
