namespace MLNet.Mlp.Backends;

/// <summary>The weighted sums of sparse rows: the rows of weights of each row's inputs, times its values.</summary>
internal readonly struct SparseRowSums(SparseBatch batch, MatrixView sums) : IGatheredSums
{
    public readonly SparseBatch Batch = batch;
    public readonly MatrixView Sums = sums;

    public int Count => Batch.Size;

    public long Start(int item) => Batch.Start(item);

    public long End(int item) => Batch.End(item);

    public int Index(long entry) => Batch.X.Columns[entry];

    public float Value(long entry) => Batch.X.Values[entry];

    public void Take(int item, int column, float sum) => Sums.Values[Sums.Row(item) + column] = sum;
}
