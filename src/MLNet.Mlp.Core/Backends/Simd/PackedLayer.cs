namespace MLNet.Mlp.Backends;

/// <summary>
/// The parameters of a layer as the matrix kernel wants them: weights transposed to inputSize x <see cref="Stride"/>, so
/// that neighbouring units are neighbours in memory and fill a vector; unused columns are zero and stay zero.
/// </summary>
internal sealed unsafe class PackedLayer
{
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _biases;

    public PackedLayer(DenseLayer layer)
    {
        (InputSize, OutputSize, Activation) = (layer.InputSize, layer.OutputSize, layer.Activation);
        ActivationLoops = SimdActivation.Of(layer.Activation);
        Stride = MatMul.Pad(layer.OutputSize);
        _weights = new AlignedBuffer((long)InputSize * Stride);
        _biases = new AlignedBuffer(Stride);
        layer.Biases.CopyTo(_biases.Span);
        for (var input = 0; input < InputSize; input++)
            for (var unit = 0; unit < OutputSize; unit++)
                Weights[(nint)input * Stride + unit] = layer.Weights[unit * InputSize + input];
    }

    public int InputSize { get; }

    public int OutputSize { get; }

    public Activation Activation { get; }

    public SimdActivation ActivationLoops { get; }

    /// <summary>Floats from one row of weights to the next: outputSize rounded up to whole vectors.</summary>
    public int Stride { get; }

    /// <summary>inputSize x <see cref="Stride"/>.</summary>
    public float* Weights => _weights.Pointer;

    /// <summary><see cref="Stride"/> floats.</summary>
    public float* Biases => _biases.Pointer;

    public void CopyTo(DenseLayer layer)
    {
        _biases.Span[..OutputSize].CopyTo(layer.Biases);
        for (var input = 0; input < InputSize; input++)
            for (var unit = 0; unit < OutputSize; unit++)
                layer.Weights[unit * InputSize + input] = Weights[(nint)input * Stride + unit];
    }

    /// <summary>Z = X W + b and A = f(Z) for <paramref name="rowCount"/> rows; <paramref name="z"/> and
    /// <paramref name="output"/> are rowCount x Stride, and the same where Z is not to be kept. A row's result does not
    /// depend on the others.</summary>
    public void Forward(float* input, nint inputStride, float* z, float* output, int rowCount)
    {
        for (var row = 0; row < rowCount; row++) _biases.Span.CopyTo(new Span<float>(z + (nint)row * Stride, Stride));
        MatMul.MultiplyAdd(input, inputStride, 1, Weights, Stride, z, Stride, rowCount, Stride, InputSize);
        for (var row = 0; row < rowCount; row++)
            ActivationLoops.Forward(
                new Span<float>(z + (nint)row * Stride, OutputSize), new Span<float>(output + (nint)row * Stride, OutputSize));
    }
}
