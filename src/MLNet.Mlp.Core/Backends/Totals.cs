namespace MLNet.Mlp.Backends;

/// <summary>Sums over rows.</summary>
/// <param name="LossSum">The sum of the rows' losses, each times the row's weight.</param>
/// <param name="WeightSum">The sum of the rows' weights.</param>
/// <param name="CorrectCount">How many rows were right, where that can be told.</param>
/// <param name="RowCount">How many rows there were.</param>
/// <param name="BatchCount">How many batches there were.</param>
/// <param name="FirstNonFiniteBatch">The first batch, from 0, whose loss was NaN or infinite, or null.</param>
public readonly record struct Totals(
    double LossSum, double WeightSum, long CorrectCount, long RowCount, int BatchCount, int? FirstNonFiniteBatch)
{
    /// <summary>The weighted mean of the rows' losses.</summary>
    public double MeanLoss => LossSum / WeightSum;

    /// <summary>The fraction of rows that were right.</summary>
    public double Accuracy => (double)CorrectCount / RowCount;

    /// <summary>The sums with those of batches that came after.</summary>
    internal Totals Add(Totals next) => new(
        LossSum + next.LossSum,
        WeightSum + next.WeightSum,
        CorrectCount + next.CorrectCount,
        RowCount + next.RowCount,
        BatchCount + next.BatchCount,
        FirstNonFiniteBatch ?? BatchCount + next.FirstNonFiniteBatch);
}
