namespace MLNet.Mlp.Backends;

/// <summary>The gradient of a layer's weights and the optimizer's step in one launch; the gradient itself is written
/// nowhere.</summary>
internal sealed class UpdateProduct<TRule>(Gpu gpu, Precision precision = Precision.Full)
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly MatMul<ColumnLines, ColumnLines, UpdateWeights<TRule>> _product = new(gpu, precision);

    /// <param name="x">The layer's input, batchSize x inputSize.</param>
    /// <param name="dSums">dZ, batchSize x sumCount.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="weights">The weights, inputSize x sumCount, and the optimizer's state.</param>
    /// <param name="step">The step.</param>
    public void Run(InputRows x, MatrixView dSums, int batchSize, ParameterView weights, UpdateStep<TRule> step) =>
        _product.Run(
            weights.Values.RowCount, weights.Values.ColumnCount, batchSize,
            new ColumnLines(x, batchSize), new ColumnLines(new InputRows(dSums, default), batchSize),
            new UpdateWeights<TRule>(weights, step));
}
