namespace MLNet.Mlp;

/// <summary>Tells when the loss has stopped improving.</summary>
internal sealed class ConvergenceRule(double tolerance, int patience)
{
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsWithoutImprovement;

    /// <summary>Takes the loss of one more epoch and tells whether training has converged.</summary>
    public bool HasConverged(double loss)
    {
        var improved = loss < _bestLoss - tolerance;
        _epochsWithoutImprovement = improved ? 0 : _epochsWithoutImprovement + 1;
        _bestLoss = Math.Min(_bestLoss, loss);
        return patience > 0 && _epochsWithoutImprovement >= patience;
    }
}
