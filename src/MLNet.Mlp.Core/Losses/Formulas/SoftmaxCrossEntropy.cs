using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>
/// With m the largest logit, which cancels but keeps exp in range, and t' the smoothed targets,
/// <code>
/// loss = (sum_k t'_k) log sum_j exp(z_j - m) - sum_k t'_k (z_k - m)
/// dz_k = (sum_j t'_j) p_k - t'_k
/// </code>
/// </summary>
internal readonly struct SoftmaxCrossEntropy(float smoothing) : IRowLoss
{
    // Where logits are further apart than floats reach, the difference would be infinite, and 0 times that is NaN.
    private const double LeastDifference = -3e38;

    public T Loss<T>(Span<T> z, Span<T> t) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (smoothing != 0)
        {
            var (keep, spread) = (T.CreateChecked(1.0 - smoothing), T.CreateChecked((double)smoothing / t.Length));
            TensorPrimitives.Multiply(t, keep, t);
            TensorPrimitives.Add(t, spread, t);
        }
        TensorPrimitives.Subtract(z, TensorPrimitives.Max<T>(z), z);
        TensorPrimitives.Max(z, T.CreateChecked(LeastDifference), z);
        var (targetSum, right) = (TensorPrimitives.Sum<T>(t), TensorPrimitives.Dot<T>(t, z));
        TensorPrimitives.Exp(z, z);
        var sum = TensorPrimitives.Sum<T>(z);
        TensorPrimitives.Multiply(z, targetSum / sum, z);
        TensorPrimitives.Subtract(z, t, z);
        return targetSum * T.Log(sum) - right;
    }
}
