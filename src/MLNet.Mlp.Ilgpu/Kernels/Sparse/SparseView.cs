using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Sparse rows on the device (CSR), as an argument of a kernel.</summary>
/// <param name="rowStarts">rowCount + 1 numbers: where each row's non-zeros begin, and where those of the last end.
/// </param>
/// <param name="columns">The columns of the non-zeros, increasing in each row.</param>
/// <param name="values">As many values.</param>
/// <param name="columnCount">The number of inputs.</param>
/// <param name="longestRow">The most non-zeros that a row has, by which the host reckons how much memory the non-zeros
/// of a batch may take.</param>
internal readonly struct SparseView(
    ArrayView<long> rowStarts, ArrayView<int> columns, ArrayView<float> values, int columnCount, int longestRow)
{
    public readonly ArrayView<long> RowStarts = rowStarts;
    public readonly ArrayView<int> Columns = columns;
    public readonly ArrayView<float> Values = values;
    public readonly int ColumnCount = columnCount, LongestRow = longestRow;
}
