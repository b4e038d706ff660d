using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = log(1 + exp(z)) = max(z, 0) + log(1 + e)      with e = exp(-|z|)
/// f'(z) = 1 - exp(-a)
/// </code>
/// A smooth ReLU (Dugas, Bengio, Bélisle, Nadeau and Garcia, 2001); the second form does not overflow.
/// </summary>
internal readonly struct Softplus : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> =>
        T.Max(z, 0.0) + RealFunctions.Log1P(T.Exp(-T.Abs(z)));

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => -T.ExpM1(-a);
}
