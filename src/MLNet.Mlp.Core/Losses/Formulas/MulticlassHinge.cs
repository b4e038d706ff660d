using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>
/// With the targets t one-hot for class c,
/// <code>
/// loss = max(0, 1 + z_r - z_c)          where r is the first largest of the others
/// dz   = onehot(r) - onehot(c)          where the loss is above 0, else 0
/// </code>
/// </summary>
internal readonly struct MulticlassHinge : IRowLoss
{
    public T Loss<T>(Span<T> z, Span<T> t) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var right = TensorPrimitives.IndexOfMax<T>(t);
        var score = z[right];
        z[right] = T.NegativeInfinity;
        var rival = TensorPrimitives.IndexOfMax<T>(z);
        var loss = T.One + z[rival] - score; // NaN stays NaN.
        z.Clear();
        if (loss <= T.Zero) return T.Zero;
        (z[rival], z[right]) = (T.One, -T.One);
        return loss;
    }
}
