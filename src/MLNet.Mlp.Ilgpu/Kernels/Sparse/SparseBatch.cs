using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The sparse rows of a batch, as an argument of a kernel.</summary>
/// <param name="x">All rows.</param>
/// <param name="rows">Which of them each row of the batch is; empty where they are the first ones.</param>
/// <param name="size">The number of rows of the batch.</param>
internal readonly struct SparseBatch(SparseView x, ArrayView<int> rows, int size)
{
    public readonly SparseView X = x;
    public readonly ArrayView<int> Rows = rows;
    public readonly int Size = size;

    /// <summary>Where the non-zeros of a row of the batch begin.</summary>
    public long Start(int rowInBatch) => X.RowStarts[Row(rowInBatch)];

    /// <summary>Where they end.</summary>
    public long End(int rowInBatch) => X.RowStarts[Row(rowInBatch) + 1];

    private int Row(int rowInBatch) => Rows.Length > 0 ? Rows[rowInBatch] : rowInBatch;
}
