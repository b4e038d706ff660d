using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>
/// The one definition of an activation: all backends run it, on the numbers of their kind. To add one, write its struct
/// in a file of this folder, name it in <see cref="Activation"/> and in <see cref="ActivationTable"/>, give the tests
/// its row of expected values, and see docs/adding-a-concept.md for files.
/// <para>Both formulas must give a finite number for every finite z, however large, and NaN for NaN.</para>
/// </summary>
internal interface IActivation
{
    /// <summary>Whether <see cref="Derivative"/> reads z. If not, a backend need not keep z beside a, and may pass
    /// anything in its place.</summary>
    static abstract bool DerivativeNeedsInput { get; }

    /// <summary>What <see cref="WeightInitialization.Default"/> means for a layer with this activation.</summary>
    static abstract WeightInitialization DefaultInitialization { get; }

    /// <summary>a = f(z).</summary>
    static abstract T Forward<T>(T z) where T : unmanaged, IReal<T>;

    /// <summary>f'(z), from the weighted sum z and the output a = f(z), whichever is simpler.</summary>
    static abstract T Derivative<T>(T z, T a) where T : unmanaged, IReal<T>;
}
