using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The dense rows of a batch as an argument of a kernel: chosen rows of a matrix, or its first ones.</summary>
/// <param name="values">The matrix.</param>
/// <param name="rows">Which row of the matrix each row of the batch is; empty where they are its first ones.</param>
internal readonly struct InputRows(MatrixView values, ArrayView<int> rows)
{
    public readonly MatrixView Values = values;
    public readonly ArrayView<int> Rows = rows;

    public int ColumnCount => Values.ColumnCount;

    /// <summary>Where a row of the batch begins.</summary>
    public long Row(int rowInBatch) => Values.Row(Rows.Length > 0 ? Rows[rowInBatch] : rowInBatch);
}
