namespace MLNet.Mlp;

/// <summary>Reads the rows of a source once, into the same memory block after block.</summary>
internal sealed class BlockReader(IRowSource source, LabeledRows buffer) : IDisposable
{
    /// <summary>Rows between two looks at whether training must end: a block may take a while to read.</summary>
    private const int RowsBetweenChecks = 1024;

    private readonly IRowReader _reader = source.Open();

    /// <summary>Rows read so far.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Replaces the rows of the buffer by the next ones; returns how many there were, which is fewer than
    /// <paramref name="count"/> only at the end, or where training must.</summary>
    public int Fill(int count, StopRule? stop = null)
    {
        buffer.Clear();
        var read = 0;
        for (; read < count; read++)
        {
            if (read % RowsBetweenChecks == 0 && stop?.Reason is not null) break;
            if (!_reader.TryReadNext(buffer)) break;
            if ((buffer.Features.RowCount, buffer.Targets.RowCount) != (read + 1, read + 1))
                throw new InvalidDataException(
                    $"The row source must append one row at a time, with a target; after row {RowsRead + read}, " +
                    $"counted from 0, there were {buffer.Features.RowCount - read} more rows and " +
                    $"{buffer.Targets.RowCount - read} more targets.");
        }
        TrainingChecks.CheckTargets(buffer, RowsRead, "training", "training");
        RowsRead += read;
        return read;
    }

    public void Dispose() => _reader.Dispose();
}
