using System.Numerics;

namespace MLNet.Mlp;

/// <summary>The function that a hidden layer applies to each of its weighted sums z, giving the unit's output a.</summary>
public enum Activation
{
    /// <summary>a = max(0, z). Its derivative at 0 is taken as 0 (Nair and Hinton, 2010).</summary>
    ReLU,

    /// <summary>a = 1 / (1 + exp(-z)), between 0 and 1.</summary>
    Sigmoid,

    /// <summary>a = tanh(z), between -1 and 1.</summary>
    Tanh,

    /// <summary>a = z. A network with only such layers is a linear model.</summary>
    Identity,
}

/// <summary>The formulas of <see cref="Activation"/> for one number of any precision.</summary>
internal static class ActivationFormulas
{
    /// <summary>a = f(z).</summary>
    public static T Apply<T>(this Activation activation, T z) where T : IFloatingPointIeee754<T> => activation switch
    {
        Activation.ReLU => T.Max(T.Zero, z),
        Activation.Sigmoid => T.One / (T.One + T.Exp(-z)),
        Activation.Tanh => T.Tanh(z),
        Activation.Identity => z,
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>f'(z), written in terms of the output a = f(z): that is all a backward pass has to keep.</summary>
    public static T Derivative<T>(this Activation activation, T a) where T : IFloatingPointIeee754<T> => activation switch
    {
        Activation.ReLU => a > T.Zero ? T.One : T.Zero,
        Activation.Sigmoid => a * (T.One - a),
        Activation.Tanh => T.One - a * a,
        Activation.Identity => T.One,
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}
