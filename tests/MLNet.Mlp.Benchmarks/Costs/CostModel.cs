using MathNet.Numerics.LinearRegression;

namespace MLNet.Mlp.Benchmarks;

/// <summary>
/// The time of an epoch as a sum of four things that take time, each in proportion to its count:
/// <code>
/// seconds = steps (PerLayer layers + PerParameter parameters)
///         + rows (PerMultiplyAdd multiply-adds + PerValue values)
/// </code>
/// with what <see cref="CostCase"/> says of each.
/// </summary>
internal sealed class CostModel
{
    /// <summary>The fewest epochs that the model can be fitted to: one for each number that is to be found.</summary>
    public const int LeastEpochs = 4;

    private readonly double[] _seconds;

    private CostModel(double[] seconds) => _seconds = seconds;

    /// <summary>Seconds a layer and step: calling and joining threads, and ends of matrices.</summary>
    public double PerLayer => _seconds[0];

    /// <summary>Seconds a parameter and step: the optimizer's.</summary>
    public double PerParameter => _seconds[1];

    /// <summary>Seconds a multiply-add of a row: the matrix products.</summary>
    public double PerMultiplyAdd => _seconds[2];

    /// <summary>Seconds a value of a row: reading features, activations and their derivatives.</summary>
    public double PerValue => _seconds[3];

    /// <summary>Seconds of an epoch.</summary>
    public double Predict(CostCase epoch) =>
        Counts(epoch).Zip(_seconds, (count, each) => count * each).Sum();

    /// <summary>Fits the model by least squares of relative errors, as a prediction that is off by 10 % is as bad for a
    /// short epoch as for a long one.</summary>
    public static CostModel Fit(IReadOnlyList<(CostCase Epoch, double Seconds)> measured) => new(NonNegative(
        [.. measured.Select(point => Array.ConvertAll(Counts(point.Epoch), count => count / point.Seconds))]));

    private static double[] Counts(CostCase epoch) =>
    [
        epoch.Steps * epoch.Layers,
        epoch.Steps * epoch.Parameters,
        epoch.Rows * epoch.MultiplyAddsPerRow,
        epoch.Rows * epoch.ValuesPerRow,
    ];

    /// <summary>The least squares solution of rows x = 1. Nothing takes less than no time: while a number of x is
    /// negative, the most negative becomes 0 and the others are found anew.</summary>
    private static double[] NonNegative(double[][] rows)
    {
        var ones = Array.ConvertAll(rows, _ => 1.0);
        var solution = new double[rows[0].Length];
        var terms = Enumerable.Range(0, solution.Length).ToList();
        while (terms.Count > 0)
        {
            var scales = terms.ConvertAll(term => rows.Max(row => row[term])); // Brings all near 1, for accuracy.
            var scaled = Array.ConvertAll(rows, row => terms.Select((term, i) => row[term] / scales[i]).ToArray());
            var found = MultipleRegression.QR(scaled, ones);
            var least = Array.IndexOf(found, found.Min());
            if (found[least] < 0)
            {
                terms.RemoveAt(least);
                continue;
            }
            for (var i = 0; i < terms.Count; i++) solution[terms[i]] = found[i] / scales[i];
            break;
        }
        return solution;
    }
}
