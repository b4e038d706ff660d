namespace MLNet.Mlp;

/// <summary>
/// Cross-entropy, in nats: the negative logarithm of the probability that the network gives to what is right. It is the
/// loss for classes.
/// <code>
/// softmax:  loss = -sum_k t_k log p_k
/// sigmoid:  loss = -mean_k (t_k log p_k + (1 - t_k) log(1 - p_k))
/// </code>
/// Both are computed from the logits, without a logarithm of a probability that may have become 0. They are
/// <c>torch.nn.CrossEntropyLoss</c> and <c>torch.nn.BCEWithLogitsLoss</c>.
/// </summary>
public sealed record CrossEntropy : Loss
{
    /// <summary>How much of the target is spread over all K classes alike: t' = (1 - s) t + s / K, with K = 2 for a
    /// sigmoid (Szegedy and others, 2016, section 7). It keeps the logits from growing without end. In [0, 1). Default
    /// 0.</summary>
    public float LabelSmoothing { get; init; }

    internal override string Outputs => "Softmax or Sigmoid";

    /// <inheritdoc/>
    public override void Validate() => Require.Fraction(nameof(LabelSmoothing), LabelSmoothing);

    internal override RowLoss? For(OutputActivation output, int outputSize) => output switch
    {
        OutputActivation.Softmax => new SoftmaxCrossEntropyLoss(LabelSmoothing),
        OutputActivation.Sigmoid => new ElementwiseLoss<SigmoidCrossEntropy>(
            new SigmoidCrossEntropy(LabelSmoothing), Correctness.SignOfEachLogit),
        _ => null,
    };
}
