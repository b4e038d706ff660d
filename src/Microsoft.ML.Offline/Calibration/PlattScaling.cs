namespace Microsoft.ML.Calibrators;

/// <summary>
/// Fits the sigmoid by the Levenberg-Marquardt method of the pseudo-code in Platt (1999), "Probabilistic Outputs for
/// Support Vector Machines", with its constants: it minimizes the cross-entropy between the sigmoid and targets that
/// are drawn in from 0 and 1 as by two more rows.
/// </summary>
internal sealed class PlattScaling
{
    private const int MaximumSteps = 100;
    private const double TinyGradient = 1e-9;
    private const double LargestDamping = 1e6;
    private const double SmallestLogarithm = -200;

    private readonly List<(float Score, double Target, float Weight)> _rows;
    private readonly double _positives;
    private readonly double _negatives;

    public PlattScaling(List<ScoredExample> examples)
    {
        _positives = examples.Where(example => example.IsPositive).Sum(example => (double)example.Weight);
        _negatives = examples.Where(example => !example.IsPositive).Sum(example => (double)example.Weight);
        double high = (_positives + 1) / (_positives + 2), low = 1 / (_negatives + 2);
        _rows = [.. examples.Select(example => (example.Score, example.IsPositive ? high : low, example.Weight))];
    }

    public PlattCalibrator Fit()
    {
        if (_rows.Count == 0)
            return new(0, 0);
        var best = new PlattCalibrator(0, Math.Log((_negatives + 1) / (_positives + 1)));
        var gradient = GradientAt(_ => (float)((_positives + 1) / (_positives + _negatives + 2)));
        double damping = 1e-3, error = double.MaxValue / 2;
        int stagnant = 0;
        for (int step = 0; step < MaximumSteps && stagnant < 3 && !gradient.IsTiny; step++)
        {
            double before = error;
            (best, error) = Step(best, gradient, before, ref damping);
            double change = error - before, scale = 0.5 * (error + before + 1);
            stagnant = change > -1e-3 * scale && change < 1e-7 * scale ? stagnant + 1 : 0;
            gradient = GradientAt(best.PredictProbability);
        }
        return best;
    }

    /// <summary>A damped Newton step; the damping grows until the step does not make the fit worse.</summary>
    private (PlattCalibrator Calibrator, double Error) Step(
        PlattCalibrator from, Gradient gradient, double oldError, ref double damping)
    {
        while (true)
        {
            double a = gradient.SlopeSlope + damping, b = gradient.OffsetOffset + damping, c = gradient.SlopeOffset;
            double determinant = a * b - c * c;
            if (determinant == 0)
            {
                damping *= 10;
                continue;
            }
            var next = new PlattCalibrator(
                from.Slope + (b * gradient.Slope - c * gradient.Offset) / determinant,
                from.Offset + (a * gradient.Offset - c * gradient.Slope) / determinant);
            double error = CrossEntropy(next);
            if (error < oldError * (1 + 1e-7))
            {
                damping *= 0.1;
                return (next, error);
            }
            damping *= 10;
            if (damping >= LargestDamping)
                return (next, error);
        }
    }

    private double CrossEntropy(PlattCalibrator calibrator)
    {
        double sum = 0;
        foreach (var (score, target, weight) in _rows)
        {
            float p = calibrator.PredictProbability(score);
            double logP = p > 0 ? Math.Log(p) : SmallestLogarithm;
            double logQ = p < 1 ? Math.Log(1 - p) : SmallestLogarithm;
            sum -= (target * logP + (1 - target) * logQ) * weight;
        }
        return sum;
    }

    private Gradient GradientAt(Func<float, float> probabilityOf)
    {
        var sum = new Gradient();
        foreach (var (score, target, weight) in _rows)
        {
            float p = probabilityOf(score);
            double curvature = p * (1 - p) * weight, difference = (p - target) * weight;
            sum.SlopeSlope += score * score * curvature;
            sum.OffsetOffset += curvature;
            sum.SlopeOffset += score * curvature;
            sum.Slope += score * difference;
            sum.Offset += difference;
        }
        return sum;
    }

    /// <summary>First and second derivatives of the cross-entropy, the first ones with the opposite sign.</summary>
    private struct Gradient
    {
        public double Slope, Offset, SlopeSlope, SlopeOffset, OffsetOffset;

        public readonly bool IsTiny => Math.Abs(Slope) < TinyGradient && Math.Abs(Offset) < TinyGradient;
    }
}
