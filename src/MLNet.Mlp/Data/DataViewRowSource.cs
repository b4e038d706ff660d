namespace MLNet.Mlp;

/// <summary>The rows of a data view as a stream: each epoch reads them with a cursor of its own.</summary>
/// <param name="columns">The columns to read.</param>
/// <param name="sparse">Whether the rows keep their features sparse.</param>
/// <param name="heldOut">Rows that are not to be trained on, or null for none.</param>
/// <param name="rowCount">Rows to train on, as a pass over them has counted.</param>
/// <param name="labelScale">What the labels are scaled with, or null to leave them.</param>
internal sealed class DataViewRowSource(
    TrainingColumns columns, bool sparse, HeldOutRows? heldOut, long rowCount, LabelScale? labelScale) : IRowSource
{
    public long? RowCount => rowCount;

    public LabeledRows CreateEmpty() => columns.CreateEmpty(sparse);

    // What is skipped here was counted before. Training looks for a cancellation by itself.
    public IRowReader Open() => new Reader(columns.Open(new RowTally()), heldOut, labelScale);

    private sealed class Reader(DataViewRowReader reader, HeldOutRows? heldOut, LabelScale? labelScale) : IRowReader
    {
        public bool TryReadNext(LabeledRows rows)
        {
            while (reader.MoveNext())
            {
                if (heldOut?.Contains(reader.Row) == true) continue;
                reader.AppendTo(rows);
                labelScale?.ApplyToLast(rows);
                return true;
            }
            return false;
        }

        public void Dispose() => reader.Dispose();
    }
}
