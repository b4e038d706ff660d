using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>The softmax of one row of floats.</summary>
internal static class SimdSoftmax
{
    /// <summary>Turns logits into probabilities. The largest is subtracted first, which cancels but keeps exp in range:
    /// so the logits may be of any finite size.</summary>
    public static void Softmax(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Exp(logits, logits);
        TensorPrimitives.Divide(logits, TensorPrimitives.Sum<float>(logits), logits);
    }
}
