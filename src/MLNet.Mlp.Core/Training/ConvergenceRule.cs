namespace MLNet.Mlp;

/// <summary>Tells when the loss has stopped improving.</summary>
internal sealed class ConvergenceRule(double tolerance, int patience)
{
    private double _bestLoss = double.PositiveInfinity;

    /// <summary>The last epochs whose loss was no improvement.</summary>
    public int EpochsWithoutImprovement { get; private set; }

    /// <summary>Takes the loss of one more epoch and tells whether training has converged. A loss of NaN is no
    /// improvement, and the best before it stays the one to improve on.</summary>
    public bool HasConverged(double loss)
    {
        var improved = loss < _bestLoss - tolerance;
        EpochsWithoutImprovement = improved ? 0 : EpochsWithoutImprovement + 1;
        // Not by Math.Min, which gives NaN, that nothing could improve on.
        if (loss < _bestLoss) _bestLoss = loss;
        return patience > 0 && EpochsWithoutImprovement >= patience;
    }
}
