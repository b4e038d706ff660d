namespace MLNet.Mlp;

/// <summary>Training rows that are all in memory: an epoch is one block.</summary>
internal sealed class MemoryRows(LabeledRows data, TrainingOptions options)
    : TrainingRows(data.RowCount, options.BatchSize)
{
    private readonly int[] _order = RowOrder.InOrder(data.RowCount);

    public override long BlockRows => RowCount;

    public override (LabeledRows Data, int[] Rows) Sample => (data, LayerStatistics.EvenlySpaced(data.RowCount));

    public override IEnumerable<RowBlock> Blocks(int epoch, long from, StopRule stop)
    {
        if (options.Shuffle) RowOrder.Shuffle(_order, options.Seed, epoch);
        yield return new RowBlock(data, _order, 0);
    }
}
