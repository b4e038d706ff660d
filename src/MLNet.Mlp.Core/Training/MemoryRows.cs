namespace MLNet.Mlp;

/// <summary>Training rows that are all in memory: an epoch is one block.</summary>
/// <param name="data">The rows.</param>
/// <param name="chosen">Which of them to train on, as if the set had no others.</param>
/// <param name="options">The hyperparameters.</param>
internal sealed class MemoryRows(LabeledRows data, int[] chosen, TrainingOptions options)
    : TrainingRows(chosen.Length, options.BatchSize)
{
    private readonly int[] _order = [.. chosen];

    public override long BlockRows => RowCount;

    public override (LabeledRows Data, int[] Rows) Sample =>
        (data, [.. LayerStatistics.EvenlySpaced(chosen.Length).Select(row => chosen[row])]);

    public override IEnumerable<RowBlock> Blocks(int epoch, long from, StopRule stop)
    {
        if (options.Shuffle)
        {
            RowOrder.Shuffle(_order, options.Seed, epoch);
            for (var i = 0; i < _order.Length; i++) _order[i] = chosen[_order[i]];
        }
        yield return new RowBlock(data, _order, 0);
    }
}
