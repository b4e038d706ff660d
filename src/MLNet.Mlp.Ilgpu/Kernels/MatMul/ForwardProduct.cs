using ILGPU;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>A layer's way forward in one launch: the product, the biases, the activation and dropout.</summary>
internal abstract class ForwardProduct
{
    public static ForwardProduct Create(
        Gpu gpu, Activation activation, Precision precision = Precision.Full) =>
        activation.Run<Code, ForwardProduct>(new Code(gpu, precision));

    /// <param name="x">The input, batchSize x inputSize.</param>
    /// <param name="weights">inputSize x outputSize.</param>
    /// <param name="biases">outputSize, padded.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="y">Where X W + b goes; default where it is not wanted.</param>
    /// <param name="a">Where the activations go.</param>
    /// <param name="o">Where the activations after dropout go; default where there is none.</param>
    /// <param name="dropout">The random numbers of dropout.</param>
    public abstract void Run(
        InputRows x, MatrixView weights, ArrayView<float> biases, int batchSize, MatrixView y, MatrixView a,
        MatrixView o, DropoutKey dropout);

    private readonly struct Code(Gpu gpu, Precision precision) : IActivationCode<ForwardProduct>
    {
        public ForwardProduct Run<TActivation>() where TActivation : unmanaged, IActivation =>
            new ForwardProduct<TActivation>(gpu, precision);
    }
}

/// <inheritdoc/>
internal sealed class ForwardProduct<TActivation>(Gpu gpu, Precision precision) : ForwardProduct
    where TActivation : unmanaged, IActivation
{
    private readonly MatMul<RowLines, ColumnLines, Activate<TActivation>> _product = new(gpu, precision);

    public override void Run(
        InputRows x, MatrixView weights, ArrayView<float> biases, int batchSize, MatrixView y, MatrixView a,
        MatrixView o, DropoutKey dropout) => _product.Run(
            batchSize, weights.ColumnCount, weights.RowCount,
            new RowLines(x, batchSize), new ColumnLines(new InputRows(weights, default), weights.RowCount),
            new Activate<TActivation>(biases, y, a, o, dropout));
}
