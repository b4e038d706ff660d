using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>A loss that is a mean over outputs, each of which depends on one logit alone: the formula for one of them.
/// All backends run it, on the numbers of their kind. A struct, so that the loops are compiled for each formula.
/// </summary>
internal interface IElementLoss
{
    /// <summary>The loss of an output with logit z and target t.</summary>
    T Loss<T>(T z, T t) where T : unmanaged, IReal<T>;

    /// <summary>Its derivative with respect to z.</summary>
    T Gradient<T>(T z, T t) where T : unmanaged, IReal<T>;
}
