using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = max(0, z)
/// f'(z) = 1 where a &gt; 0, else 0
/// </code>
/// The rectified linear unit (Nair and Hinton, 2010). At 0, where it has no derivative, 0 is a subgradient.
/// </summary>
internal readonly struct ReLU : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.He;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => T.Max(z, 0.0);

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => T.IfPositive(a, 1.0, 0.0);
}
