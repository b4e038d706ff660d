namespace MLNet.Mlp;

/// <summary>The training rows, wherever they are, cut into the batches that each epoch visits.</summary>
internal abstract class TrainingRows
{
    /// <param name="rowCount">Rows of an epoch.</param>
    /// <param name="batchSize">Rows of a batch, at most; above the number of rows it means all of them.</param>
    protected TrainingRows(long rowCount, int batchSize)
    {
        RowCount = rowCount;
        BatchSize = (int)Math.Min(batchSize, rowCount);
        var batchCount = (rowCount + BatchSize - 1) / BatchSize;
        if (batchCount > int.MaxValue)
            Require.Throw(nameof(TrainingOptions.BatchSize),
                $"at least {rowCount / int.MaxValue + 1}, so that {rowCount} rows make at most {int.MaxValue} batches",
                BatchSize);
        BatchCount = (int)batchCount;
    }

    /// <summary>Rows of an epoch.</summary>
    public long RowCount { get; }

    /// <summary>Rows of each batch but the last of the epoch, which may be smaller.</summary>
    public int BatchSize { get; }

    /// <summary>Batches of an epoch.</summary>
    public int BatchCount { get; }

    /// <summary>Rows of a block: a whole number of batches, or all rows.</summary>
    public abstract long BlockRows { get; }

    /// <summary>A few rows that stand for all, and always the same once an epoch has begun: which rows of which set.
    /// </summary>
    public abstract (LabeledRows Data, int[] Rows) Sample { get; }

    /// <summary>The blocks of an epoch from the one on that holds the row at a place of the epoch, from 0. Each is
    /// valid until the next is asked for. They end early where training must end while one is read.</summary>
    public abstract IEnumerable<RowBlock> Blocks(int epoch, long from, StopRule stop);
}

/// <summary>Rows that are in memory together, and that an epoch visits one after the other.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Order">Which of them to visit, in order.</param>
/// <param name="Start">The place of the first of them in the epoch, from 0.</param>
internal readonly record struct RowBlock(LabeledRows Data, ReadOnlyMemory<int> Order, long Start);
