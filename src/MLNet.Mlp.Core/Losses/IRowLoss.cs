using System.Numerics;

namespace MLNet.Mlp;

/// <summary>A loss in which the logits of a row depend on each other: the formula for a row, written once for floats
/// and doubles. A struct, so that it is compiled for each.</summary>
internal interface IRowLoss
{
    /// <summary>Returns the loss of a row, and turns its logits z into the gradient dz. May overwrite the targets t.
    /// </summary>
    T Loss<T>(Span<T> z, Span<T> t) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
