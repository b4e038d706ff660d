namespace Microsoft.ML.Data;

/// <summary>
/// The sums over scored rows from which the metrics of two classes follow. A score above zero predicts positive.
/// </summary>
internal sealed class BinaryCounts
{
    private double _loss;
    private double _positivesWithProbability;
    private double _negativesWithProbability;
    private double _falsePositives;
    private double _falseNegatives;

    public double TruePositives { get; private set; }

    public double TrueNegatives { get; private set; }

    public double Total => TruePositives + TrueNegatives + _falsePositives + _falseNegatives;

    public double[][] Confusion => [[TruePositives, _falseNegatives], [_falsePositives, TrueNegatives]];

    /// <summary>In bits; not a number when some probability is not.</summary>
    public double LogLoss => double.IsNaN(_loss) ? double.NaN : WithProbability > 0 ? _loss / WithProbability : 0;

    public double LogLossReduction
    {
        get
        {
            if (WithProbability == 0)
                return 0;
            double prior = EntropyOf(_positivesWithProbability / WithProbability);
            return (prior - LogLoss) / prior;
        }
    }

    public double Entropy => EntropyOf((TruePositives + _falseNegatives) / Total);

    private double WithProbability => _positivesWithProbability + _negativesWithProbability;

    public void Add(bool isPositive, float score, float probability)
    {
        if (isPositive && score > 0)
            TruePositives++;
        else if (isPositive)
            _falseNegatives++;
        else if (score > 0)
            _falsePositives++;
        else
            TrueNegatives++;

        _loss -= Math.Log2(isPositive ? probability : 1.0 - probability);
        if (float.IsNaN(probability))
            return;
        if (isPositive)
            _positivesWithProbability++;
        else
            _negativesWithProbability++;
    }

    private static double EntropyOf(double p) =>
        p is 0 or 1 ? 0 : -p * Math.Log2(p) - (1 - p) * Math.Log2(1 - p);
}
