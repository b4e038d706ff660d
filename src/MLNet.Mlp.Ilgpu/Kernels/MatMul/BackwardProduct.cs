using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>The way back from a layer into the one before it in one launch: the product, dropout and the derivative of
/// the activation.</summary>
internal abstract class BackwardProduct
{
    /// <param name="gpu">Where.</param>
    /// <param name="activation">That of the layer into which the way leads.</param>
    /// <param name="precision">That of the product.</param>
    public static BackwardProduct Create(
        Gpu gpu, Activation activation, Precision precision = Precision.Full) =>
        activation.Run<Code, BackwardProduct>(new Code(gpu, precision));

    /// <param name="dSums">dZ of the layer, batchSize x sumCount.</param>
    /// <param name="weights">Its weights, inputSize x sumCount.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="y">y of the layer before; no values where its derivative does not need it.</param>
    /// <param name="a">a of the layer before.</param>
    /// <param name="dropout">The random numbers of the layer before.</param>
    /// <param name="previousDSums">dZ of the layer before, to be written.</param>
    public abstract void Run(
        MatrixView dSums, MatrixView weights, int batchSize, MatrixView y, MatrixView a, DropoutKey dropout,
        MatrixView previousDSums);

    private readonly struct Code(Gpu gpu, Precision precision) : IActivationCode<BackwardProduct>
    {
        public BackwardProduct Run<TActivation>() where TActivation : unmanaged, IActivation =>
            new BackwardProduct<TActivation>(gpu, precision);
    }
}

/// <inheritdoc/>
internal sealed class BackwardProduct<TActivation>(Gpu gpu, Precision precision) : BackwardProduct
    where TActivation : unmanaged, IActivation
{
    private readonly MatMul<RowLines, RowLines, Deactivate<TActivation>> _product = new(gpu, precision);

    public override void Run(
        MatrixView dSums, MatrixView weights, int batchSize, MatrixView y, MatrixView a, DropoutKey dropout,
        MatrixView previousDSums) => _product.Run(
            batchSize, weights.RowCount, weights.ColumnCount,
            new RowLines(new InputRows(dSums, default), batchSize),
            new RowLines(new InputRows(weights, default), weights.RowCount),
            new Deactivate<TActivation>(y, a, dropout, previousDSums));
}
