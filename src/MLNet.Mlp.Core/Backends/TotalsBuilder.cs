namespace MLNet.Mlp.Backends;

/// <summary>Adds up the totals of batch after batch and remembers the first whose loss was not finite.</summary>
internal struct TotalsBuilder
{
    private double _lossSum;
    private int _correctCount;
    private int _rowCount;
    private int _batchCount;
    private int? _firstNonFiniteBatch;

    public void AddBatch(Totals batch)
    {
        if (!double.IsFinite(batch.LossSum)) _firstNonFiniteBatch ??= _batchCount;
        _lossSum += batch.LossSum;
        _correctCount += batch.CorrectCount;
        _rowCount += batch.RowCount;
        _batchCount++;
    }

    /// <summary>Returns the sums and starts new ones.</summary>
    public Totals Take()
    {
        var totals = new Totals(_lossSum, _correctCount, _rowCount, _firstNonFiniteBatch);
        this = default;
        return totals;
    }
}
