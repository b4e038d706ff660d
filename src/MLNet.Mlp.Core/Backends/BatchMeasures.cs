namespace MLNet.Mlp.Backends;

/// <summary>What the loss says of each row of a batch. Rows are set by any thread, and added up in order by one, so
/// that the sums are always the same.</summary>
internal sealed class BatchMeasures(int batchSize)
{
    private readonly RowMeasure[] _rows = new RowMeasure[batchSize];

    public void Set(int row, RowMeasure measure) => _rows[row] = measure;

    public Totals Sum(int batchSize)
    {
        double lossSum = 0, weightSum = 0;
        var correctCount = 0;
        foreach (var (loss, weight, right) in _rows.AsSpan(0, batchSize))
        {
            lossSum += loss;
            weightSum += weight;
            if (right) correctCount++;
        }
        return new Totals(lossSum, weightSum, correctCount, batchSize, 1, double.IsFinite(lossSum) ? null : 0);
    }
}
