using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = log(1 + exp(z)) = max(z, 0) + log(1 + e)      with e = exp(-|z|)
/// f'(z) = 1 - exp(-a)
/// </code>
/// A smooth ReLU (Dugas, Bengio, Bélisle, Nadeau and Garcia, 2001); the second form does not overflow. With u the rounded
/// 1 + e, log(1 + e) is taken as log(u) e / (u - 1): this is exact where u = 1 + e, and makes up for the digits of e that
/// u has lost where not (Kahan; Goldberg, 1991, theorem 4).
/// </summary>
internal readonly struct Softplus : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : struct, IReal<T>
    {
        var e = T.Exp(-T.Abs(z));
        T u = 1.0 + e, lost = u - 1.0;
        return T.Max(z, 0.0) + T.IfPositive(lost, T.Log(u) * e / lost, e);
    }

    public static T Derivative<T>(T z, T a) where T : struct, IReal<T> => -T.ExpM1(-a);
}
