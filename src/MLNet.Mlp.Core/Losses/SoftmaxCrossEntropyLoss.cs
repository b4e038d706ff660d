using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>The cross-entropy of a softmax. Beside the formula for any targets there is one for rows that have a class,
/// as nearly all have, which neither writes nor reads targets.</summary>
internal sealed class SoftmaxCrossEntropyLoss(float smoothing) : RowLoss(Correctness.LargestOutput)
{
    private readonly SoftmaxCrossEntropy _formula = new(smoothing);

    /// <summary>See <see cref="CrossEntropy.LabelSmoothing"/>.</summary>
    public float Smoothing => smoothing;

    public override double Loss(Span<float> z, Span<float> t, ReadOnlySpan<float> labelWeights) => _formula.Loss(z, t);

    public override double Loss(Span<double> z, Span<double> t, ReadOnlySpan<float> labelWeights) =>
        _formula.Loss(z, t);

    /// <summary>
    /// The loss of a row of class c among K, with m the largest logit and s the smoothing:
    /// <code>
    /// loss = log sum_j exp(z_j - m) - (1 - s) (z_c - m) - s / K sum_j (z_j - m)
    /// dz_k = scale (p_k - (1 - s) (k = c) - s / K)
    /// </code>
    /// </summary>
    /// <param name="z">The logits, which become dz.</param>
    /// <param name="label">The class c.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="right">Whether the first of the largest logits is that of the class.</param>
    public double Loss(Span<float> z, int label, float scale, out bool right)
    {
        var logit = z[label];
        var (keep, spread) = (1 - smoothing, smoothing / z.Length);
        var softmax = RowSoftmax.Apply(z, scale, -scale * spread, label);
        z[label] -= scale * keep;
        right = logit == softmax.Largest && !softmax.LargestComesBefore;
        var difference = Math.Max(logit - (double)softmax.Largest, RowSoftmax.LeastDifference);
        return Math.Log(softmax.ExpSum) - keep * difference - spread * softmax.DifferenceSum;
    }
}
