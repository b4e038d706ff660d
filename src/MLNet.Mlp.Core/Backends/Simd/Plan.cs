namespace MLNet.Mlp.Backends;

/// <summary>Collects pieces of work, in order, into phases: pieces by rows that follow each other are one phase, in
/// which a thread does all of them for its own rows, without a meeting of the threads in between.</summary>
internal sealed class Plan(SimdBatch batch)
{
    private readonly List<Action<int>> _phases = [];
    private readonly List<Action<int, int>> _pieces = [];

    /// <summary>Adds what needs nothing but the thread's own rows, start .. end - 1.</summary>
    public void ByRows(Action<int, int> piece) => _pieces.Add(piece);

    /// <summary>Adds what needs nothing but the inputs of rows, for rows start .. end - 1 of a panel of a matrix with a
    /// row for each row of the batch.</summary>
    public void ByPanels(int columnCount, Action<int, int, int> piece)
    {
        EndRows();
        var panelCount = (columnCount + PanelMatrix.PanelColumns - 1) / PanelMatrix.PanelColumns;
        _phases.Add(thread =>
        {
            var owned = new PanelPartition(batch.Size, columnCount, SimdBatch.RowUnit, thread, batch.ThreadCount);
            for (var panel = 0; panel < panelCount; panel++)
            {
                var (start, end) = owned.RowsOf(panel);
                if (start < end) piece(panel, start, end);
            }
        });
    }

    /// <summary>Adds what needs all rows, for columns start .. end - 1, which are whole cache lines: the filling is
    /// among the last of them.</summary>
    public void ByColumns(int columnCount, Action<int, int> piece)
    {
        EndRows();
        _phases.Add(thread =>
        {
            var (start, end) = Partition.Of(MatMul.RoundUp(columnCount), MatMul.Padding, thread, batch.ThreadCount);
            if (start < end) piece(start, end);
        });
    }

    public Action<int>[] Phases()
    {
        EndRows();
        return [.. _phases];
    }

    private void EndRows()
    {
        if (_pieces.Count == 0) return;
        Action<int, int>[] pieces = [.. _pieces];
        _pieces.Clear();
        _phases.Add(thread =>
        {
            var (start, end) = batch.RowsOf(thread);
            if (start == end) return;
            foreach (var piece in pieces) piece(start, end);
        });
    }
}
