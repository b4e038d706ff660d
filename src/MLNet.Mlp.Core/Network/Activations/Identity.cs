using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// <code>
/// f(z)  = z
/// f'(z) = 1
/// </code>
/// The activation of the output layer, whose logits softmax takes as they are.
/// </summary>
internal readonly struct Identity : IActivation
{
    public static bool DerivativeNeedsInput => false;

    public static WeightInitialization DefaultInitialization => WeightInitialization.Xavier;

    public static T Forward<T>(T z) where T : unmanaged, IReal<T> => z;

    public static T Derivative<T>(T z, T a) where T : unmanaged, IReal<T> => 1.0;
}
