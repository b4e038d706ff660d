using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>The formulas of <see cref="SoftmaxCrossEntropy"/> on one row of floats.</summary>
internal static class SimdSoftmax
{
    /// <summary>Turns logits into probabilities. Exact for logits of any finite size, as the largest is subtracted first.</summary>
    public static void Softmax(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Exp(logits, logits);
        TensorPrimitives.Divide(logits, TensorPrimitives.Sum<float>(logits), logits);
    }

    /// <summary>Returns the row's cross-entropy and whether its largest logit is the label's, and turns the logits into the
    /// probabilities.</summary>
    public static (float Loss, bool Correct) CrossEntropy(Span<float> logits, int label)
    {
        var correct = TensorPrimitives.IndexOfMax<float>(logits) == label;
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        var labelLogit = logits[label];
        TensorPrimitives.Exp(logits, logits);
        var sum = TensorPrimitives.Sum<float>(logits);
        TensorPrimitives.Divide(logits, sum, logits);
        return (MathF.Log(sum) - labelLogit, correct);
    }

    /// <summary>dZ = (p - onehot(label)) / batchSize, overwriting the probabilities p.</summary>
    public static void Backward(Span<float> probabilities, int label, int batchSize)
    {
        probabilities[label] -= 1;
        TensorPrimitives.Multiply(probabilities, 1f / batchSize, probabilities);
    }
}
