namespace MLNet.Mlp;

/// <summary>
/// Batch normalization of a layer's weighted sums, before its activation (Ioffe and Szegedy, 2015, algorithm 1). For
/// each unit, with mean and variance taken over the rows of the batch,
/// <code>
/// y = scale (z - mean) / sqrt(variance + epsilon) + bias
/// </code>
/// In scoring the running mean and variance take the place of the batch's. The layer's own
/// <see cref="DenseLayer.Biases"/> are the bias here, as a bias within z would be cancelled by the mean. After each
/// batch of B rows
/// <code>
/// runningMean     = (1 - momentum) runningMean     + momentum mean
/// runningVariance = (1 - momentum) runningVariance + momentum variance B / (B - 1)
/// </code>
/// as in <c>torch.nn.BatchNorm1d</c>; a batch of one row, which has no variance, leaves them as they are.
/// </summary>
public sealed class BatchNormalization
{
    /// <summary>Creates a normalization with scale 1, running mean 0 and running variance 1.</summary>
    /// <param name="sumCount">The layer's number of weighted sums, <see cref="DenseLayer.SumCount"/>.</param>
    /// <param name="momentum">The weight of the newest batch in the running statistics; in (0, 1].</param>
    /// <param name="epsilon">Keeps the quotient finite where the variance is 0; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public BatchNormalization(int sumCount, float momentum = 0.1f, float epsilon = 1e-5f)
    {
        Require.AtLeast(nameof(sumCount), sumCount, 1);
        Require.PositiveFraction(nameof(momentum), momentum);
        Require.PositiveAndFinite(nameof(epsilon), epsilon);
        (Momentum, Epsilon) = (momentum, epsilon);
        (Scale, RunningMean, RunningVariance) = (new float[sumCount], new float[sumCount], new float[sumCount]);
        Array.Fill(Scale, 1);
        Array.Fill(RunningVariance, 1);
    }

    /// <summary>The weight of the newest batch in the running statistics. Default 0.1.</summary>
    public float Momentum { get; }

    /// <summary>What is added to the variance. Default 0.00001.</summary>
    public float Epsilon { get; }

    /// <summary>The scale of each weighted sum, which is learned; gamma in the paper.</summary>
    public float[] Scale { get; }

    /// <summary>The mean of each weighted sum over the batches so far.</summary>
    public float[] RunningMean { get; }

    /// <summary>The variance of each weighted sum over the batches so far.</summary>
    public float[] RunningVariance { get; }

    internal BatchNormalization CloneShape() => new(Scale.Length, Momentum, Epsilon);

    internal void CopyTo(BatchNormalization other)
    {
        Scale.CopyTo(other.Scale.AsSpan());
        RunningMean.CopyTo(other.RunningMean.AsSpan());
        RunningVariance.CopyTo(other.RunningVariance.AsSpan());
    }
}
