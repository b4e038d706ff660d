using ILGPU;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>An activation on its own, for layers in which it cannot be part of a product of matrices.</summary>
internal abstract class ActivationKernels
{
    /// <summary>A = f(Y), and O = A with dropout.</summary>
    /// <param name="y">Y, at least batchSize x sumCount.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="a">Where A goes.</param>
    /// <param name="o">Where O goes, or no values where nobody needs it.</param>
    /// <param name="dropout">The random numbers.</param>
    public abstract void Forward(MatrixView y, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout);

    /// <summary>The same with Y = sums + biases, in place.</summary>
    public abstract void ForwardWithBias(
        MatrixView sums, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout);

    /// <summary>dY = dO with the same units left out, times f'(Y, A).</summary>
    /// <param name="dOutput">dO.</param>
    /// <param name="y">Y, or no values where the derivative does not need it.</param>
    /// <param name="a">A.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="dropout">The random numbers of the way forward.</param>
    /// <param name="dY">Where dY goes.</param>
    public abstract void Backward(
        MatrixView dOutput, MatrixView y, MatrixView a, int batchSize, DropoutKey dropout, MatrixView dY);

    public static ActivationKernels Create(Gpu gpu, Activation activation) => activation == Activation.Maxout
        ? new MaxoutKernels(gpu)
        : activation.Run<Code, ActivationKernels>(new(gpu));

    private readonly struct Code(Gpu gpu) : IActivationCode<ActivationKernels>
    {
        public ActivationKernels Run<TActivation>() where TActivation : unmanaged, IActivation =>
            new ElementwiseKernels<TActivation>(gpu);
    }
}
