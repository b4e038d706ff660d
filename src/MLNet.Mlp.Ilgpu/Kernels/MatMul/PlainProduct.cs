namespace MLNet.Mlp.Backends;

/// <summary>Products of matrices whose sums are written as they are.</summary>
internal sealed class PlainProduct(Gpu gpu, Precision precision = Precision.Full)
{
    private readonly MatMul<RowLines, ColumnLines, StoreSums> _forward = new(gpu, precision);
    private readonly MatMul<RowLines, RowLines, StoreSums> _backward = new(gpu, precision);
    private readonly MatMul<ColumnLines, ColumnLines, StoreSums> _gradient = new(gpu, precision);

    /// <summary>sums = X W.</summary>
    public void Forward(InputRows x, MatrixView weights, int batchSize, MatrixView sums) => _forward.Run(
        batchSize, weights.ColumnCount, weights.RowCount,
        new RowLines(x, batchSize), new ColumnLines(new InputRows(weights, default), weights.RowCount),
        new StoreSums(sums));

    /// <summary>dX = dZ W^T.</summary>
    public void Backward(MatrixView dSums, MatrixView weights, int batchSize, MatrixView dInput) => _backward.Run(
        batchSize, weights.RowCount, weights.ColumnCount,
        new RowLines(new InputRows(dSums, default), batchSize),
        new RowLines(new InputRows(weights, default), weights.RowCount),
        new StoreSums(dInput));

    /// <summary>dW = X^T dZ.</summary>
    public void Gradient(InputRows x, MatrixView dSums, int batchSize, MatrixView dWeights) => _gradient.Run(
        dWeights.RowCount, dWeights.ColumnCount, batchSize,
        new ColumnLines(x, batchSize), new ColumnLines(new InputRows(dSums, default), batchSize),
        new StoreSums(dWeights));
}
