using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Softmax and cross-entropy of a batch of logits Z: B x classCount (Bridle, 1990). With m the largest logit of the row,
/// which cancels but keeps exp in range,
/// <code>
/// p_k  = exp(z_k - m) / sum_j exp(z_j - m)
/// loss = -log p_label = log sum_j exp(z_j - m) - (z_label - m)
/// </code>
/// </summary>
internal static class SoftmaxCrossEntropy
{
    public static Matrix<double> Softmax(Matrix<double> logits)
    {
        var probabilities = logits.Clone();
        for (var row = 0; row < logits.RowCount; row++)
        {
            var shifted = logits.Row(row) - logits.Row(row).Maximum();
            var exp = shifted.PointwiseExp();
            probabilities.SetRow(row, exp / exp.Sum());
        }
        return probabilities;
    }

    /// <summary>The loss of each row.</summary>
    public static double[] Losses(Matrix<double> logits, ReadOnlySpan<int> labels)
    {
        var losses = new double[logits.RowCount];
        for (var row = 0; row < losses.Length; row++)
        {
            var shifted = logits.Row(row) - logits.Row(row).Maximum();
            losses[row] = Math.Log(shifted.PointwiseExp().Sum()) - shifted[labels[row]];
        }
        return losses;
    }

    /// <summary>The gradient of the batch's mean loss: dZ = (softmax(Z) - onehot(labels)) / B.</summary>
    public static Matrix<double> Backward(Matrix<double> logits, ReadOnlySpan<int> labels)
    {
        var dLogits = Softmax(logits);
        for (var row = 0; row < labels.Length; row++) dLogits[row, labels[row]] -= 1;
        return dLogits / labels.Length;
    }

    /// <summary>Sums the losses of a batch and counts the rows whose largest logit is the label's.</summary>
    public static Totals Measure(Matrix<double> logits, ReadOnlySpan<int> labels)
    {
        var losses = Losses(logits, labels);
        var correct = 0;
        for (var row = 0; row < labels.Length; row++)
            if (logits.Row(row).MaximumIndex() == labels[row]) correct++;
        var sum = losses.Sum();
        return new Totals(sum, correct, labels.Length, double.IsFinite(sum) ? null : 0);
    }
}
