using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = z s           with s = 1 / (1 + exp(-z))
/// f'(z) = s + a (1 - s)
/// </code>
/// The sigmoid linear unit (Hendrycks and Gimpel, 2016; Elfwing, Uchibe and Doya, 2017), also known as swish
/// (Ramachandran, Zoph and Le, 2017). It is not monotonic, so its derivative cannot be told from a alone.
/// </summary>
internal readonly struct SiLU : IActivation
{
    public static bool DerivativeNeedsInput => true;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => z * Sigmoid.Forward(z);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T>
    {
        var s = Sigmoid.Forward(z);
        return s + a * (1.0 - s);
    }
}
