using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>An activation of one weighted sum, four columns to a thread: what is done to each product of matrices, see
/// <see cref="Activate{TActivation}"/>, for sums that there are already.</summary>
internal sealed class ElementwiseKernels<TActivation>(Gpu gpu) : ActivationKernels
    where TActivation : unmanaged, IActivation
{
    private Action<AcceleratorStream, KernelConfig, MatrixView, int, Activate<TActivation>>? _forward;
    private Action<AcceleratorStream, KernelConfig, MatrixView, int, Deactivate<TActivation>>? _backward;

    public override void Forward(MatrixView y, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout) =>
        Forward(y, batchSize, new Activate<TActivation>(default, default, a, o, dropout));

    public override void ForwardWithBias(
        MatrixView sums, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout) =>
        Forward(sums, batchSize, new Activate<TActivation>(biases, sums, a, o, dropout));

    public override void Backward(
        MatrixView dOutput, MatrixView y, MatrixView a, int batchSize, DropoutKey dropout, MatrixView dY)
    {
        _backward ??= gpu.Kernels.Load<MatrixView, int, Deactivate<TActivation>>(BackwardKernel);
        _backward(gpu.Launch(), Quads.Config(gpu, dOutput, batchSize),
            dOutput, batchSize, new Deactivate<TActivation>(y, a, dropout, dY));
    }

    public static void ForwardKernel(MatrixView y, int batchSize, Activate<TActivation> activate)
    {
        var quad = Quads.OfThread(y);
        if (quad.Row < batchSize)
            activate.Store(quad.Row, quad.Column, Float4.Load(y.Values, y.Row(quad.Row) + quad.Column));
    }

    public static void BackwardKernel(MatrixView dOutput, int batchSize, Deactivate<TActivation> deactivate)
    {
        var quad = Quads.OfThread(dOutput);
        if (quad.Row < batchSize)
            deactivate.Store(
                quad.Row, quad.Column, Float4.Load(dOutput.Values, dOutput.Row(quad.Row) + quad.Column));
    }

    private void Forward(MatrixView y, int batchSize, Activate<TActivation> activate)
    {
        _forward ??= gpu.Kernels.Load<MatrixView, int, Activate<TActivation>>(ForwardKernel);
        _forward(gpu.Launch(), Quads.Config(gpu, y, batchSize), y, batchSize, activate);
    }
}
