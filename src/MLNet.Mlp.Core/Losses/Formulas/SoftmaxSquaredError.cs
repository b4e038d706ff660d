using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>
/// With p = softmax(z), K outputs and the Jacobian dp_j / dz_k = p_j ((j = k) - p_k) of the softmax,
/// <code>
/// loss = 1 / K sum_k (p_k - t_k)²
/// g_k  = 2 / K (p_k - t_k)
/// dz_k = p_k (g_k - sum_j g_j p_j)
/// </code>
/// </summary>
internal readonly struct SoftmaxSquaredError : IRowLoss
{
    public T Loss<T>(Span<T> z, Span<T> t) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(z, TensorPrimitives.Max<T>(z), z);
        TensorPrimitives.Exp(z, z);
        TensorPrimitives.Divide(z, TensorPrimitives.Sum<T>(z), z);
        TensorPrimitives.Subtract(z, t, t); // From here on t holds p - t.
        var loss = TensorPrimitives.SumOfSquares<T>(t) / T.CreateChecked(t.Length);
        TensorPrimitives.Subtract(t, TensorPrimitives.Dot<T>(t, z), t);
        TensorPrimitives.Multiply(z, t, z);
        TensorPrimitives.Multiply(z, T.CreateChecked(2.0 / t.Length), z);
        return loss;
    }
}
