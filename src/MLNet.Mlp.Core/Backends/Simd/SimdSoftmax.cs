using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>The softmax of one row of floats.</summary>
internal static class SimdSoftmax
{
    /// <summary>Turns logits into probabilities. Exact for logits of any finite size, as the largest is subtracted first.</summary>
    public static void Softmax(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Exp(logits, logits);
        TensorPrimitives.Divide(logits, TensorPrimitives.Sum<float>(logits), logits);
    }
}
