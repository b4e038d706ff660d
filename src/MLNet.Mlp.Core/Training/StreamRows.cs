namespace MLNet.Mlp;

/// <summary>Training rows that are read anew in each epoch: as many as fit into the shuffle buffer make a block, within
/// which they are shuffled. A buffer that holds all rows gives the order of <see cref="MemoryRows"/>.</summary>
internal sealed class StreamRows : TrainingRows
{
    /// <summary>Rows that the counting pass holds at a time.</summary>
    private const int CountingRows = 4096;

    private readonly IRowSource _source;
    private readonly TrainingOptions _options;
    private readonly LabeledRows _buffer;
    private readonly LabeledRows _sample;
    private readonly int[] _order;

    public StreamRows(IRowSource source, long rowCount, TrainingOptions options) : base(rowCount, options.BatchSize)
    {
        (_source, _options, _buffer, _sample) = (source, options, source.CreateEmpty(), source.CreateEmpty());
        BlockRows = rowCount <= options.ShuffleBufferRows
            ? rowCount
            : Math.Max(1, options.ShuffleBufferRows / BatchSize) * (long)BatchSize;
        if (BlockRows > Array.MaxLength)
        {
            var (name, value) = BatchSize > Array.MaxLength
                ? (nameof(options.BatchSize), options.BatchSize)
                : (nameof(options.ShuffleBufferRows), options.ShuffleBufferRows);
            Require.Throw(name, $"at most {Array.MaxLength} where a stream has {rowCount} rows", value);
        }
        _order = new int[BlockRows];
    }

    public override long BlockRows { get; }

    /// <summary>Rows of the first block.</summary>
    public override (LabeledRows Data, int[] Rows) Sample => (_sample, RowOrder.InOrder(_sample.RowCount));

    public override IEnumerable<RowBlock> Blocks(int epoch, long from, StopRule stop)
    {
        using var reader = new BlockReader(_source, _buffer);
        var block = 0;
        for (long start = 0; start < RowCount; start += BlockRows, block++)
        {
            var count = (int)Math.Min(BlockRows, RowCount - start);
            if (reader.Fill(count, stop) < count)
            {
                if (stop.Reason is not null) yield break;
                throw OtherCount(RowCount, $"{reader.RowsRead} in epoch {epoch}");
            }
            if (_options.MeasureLayers && _sample.RowCount == 0)
                foreach (var row in LayerStatistics.EvenlySpaced(count)) _sample.AppendFrom(_buffer, row);
            if (start + count <= from) continue;

            var order = _order.AsMemory(0, count);
            if (_options.Shuffle) RowOrder.Shuffle(order.Span, _options.Seed, epoch, block);
            else RowOrder.InOrder(order.Span);
            yield return new RowBlock(_buffer, order, start);
        }
        if (reader.Fill(1) > 0) throw OtherCount(RowCount, $"more in epoch {epoch}");
    }

    /// <summary>Returns the number of rows, by reading them all once where it is not known or classes must be counted.
    /// </summary>
    /// <exception cref="OperationCanceledException">Counting was canceled.</exception>
    public static long Count(IRowSource source, ClassCounts? classes, CancellationToken cancellationToken)
    {
        if (source.RowCount is { } known && classes is null) return known;
        var buffer = source.CreateEmpty();
        using var reader = new BlockReader(source, buffer);
        while (reader.Fill(CountingRows) > 0)
        {
            classes?.Add(buffer);
            cancellationToken.ThrowIfCancellationRequested();
        }
        if (source.RowCount is { } expected && reader.RowsRead != expected)
            throw OtherCount(expected, $"{reader.RowsRead} in the pass that counts the rows");
        return reader.RowsRead;
    }

    private static InvalidDataException OtherCount(long expected, string actual) =>
        new($"The row source must give the same {expected} rows each time; got {actual}.");
}
