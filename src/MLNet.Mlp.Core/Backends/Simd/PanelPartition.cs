namespace MLNet.Mlp.Backends;

/// <summary>
/// The part of a matrix in panels that one of several threads owns: some panels, and rows of the panels at either end.
/// <para>Whole panels first: so a thread finds those of the weights in its own cache, step after step, and the threads
/// exchange only activations, which are far smaller.</para>
/// </summary>
/// <param name="rowCount">Rows of the matrix.</param>
/// <param name="columnCount">Its columns, without filling.</param>
/// <param name="rowUnit">Threads own a multiple of so many rows of a panel, but for the last rows.</param>
/// <param name="thread">Number of the thread.</param>
/// <param name="threadCount">How many share the matrix; threads beyond own nothing.</param>
internal readonly struct PanelPartition(int rowCount, int columnCount, int rowUnit, int thread, int threadCount)
{
    // Work is counted in vectors of MatMul.Padding columns by units of rows, panel after panel.
    private readonly long _units = (rowCount + rowUnit - 1) / rowUnit;

    /// <summary>The rows of a panel that the thread owns.</summary>
    public (int Start, int End) RowsOf(int panel) =>
        thread < threadCount ? (Bound(panel, thread), Bound(panel, thread + 1)) : (0, 0);

    private int Bound(int panel, int part)
    {
        const int PanelVectors = PanelMatrix.PanelColumns / MatMul.Padding;
        long vectors = MatMul.RoundUp(columnCount) / MatMul.Padding;
        var first = (long)panel * PanelVectors;
        var done = vectors * _units * part / threadCount - first * _units;
        var units = Math.Clamp(done / Math.Min(PanelVectors, vectors - first), 0, _units);
        return (int)Math.Min(rowCount, units * rowUnit);
    }
}
