namespace MLNet.Mlp.Backends;

/// <summary>A layer in training: its parameters, their velocities, and room for their gradients.</summary>
internal sealed unsafe class TrainableLayer
{
    private readonly AlignedBuffer _dWeights;
    private readonly AlignedBuffer _dBiases;
    private readonly AlignedBuffer _weightVelocities;
    private readonly AlignedBuffer _biasVelocities;

    // The weights once more as outputSize x Pad(inputSize): the way back needs W^T, and the kernel wants its right-hand
    // side row by row. Kept up to date by Update.
    private readonly AlignedBuffer? _transposed;
    private readonly int _transposedStride;

    public TrainableLayer(DenseLayer layer, bool needsInputGradient)
    {
        Packed = new PackedLayer(layer);
        _dWeights = new AlignedBuffer((long)layer.InputSize * Packed.Stride);
        _dBiases = new AlignedBuffer(Packed.Stride);
        _weightVelocities = new AlignedBuffer((long)layer.InputSize * Packed.Stride);
        _biasVelocities = new AlignedBuffer(Packed.Stride);
        if (!needsInputGradient) return;
        _transposedStride = MatMul.Pad(layer.InputSize);
        _transposed = new AlignedBuffer((long)layer.OutputSize * _transposedStride);
        TransposeWeights(0, layer.InputSize);
    }

    public PackedLayer Packed { get; }

    /// <summary>dA_in = dZ W^T for some rows of the batch.</summary>
    public void InputGradient(float* dZ, float* dInput, nint dInputStride, int rowCount)
    {
        new Span<float>(dInput, checked((int)(rowCount * dInputStride))).Clear();
        MatMul.MultiplyAdd(dZ, Packed.Stride, 1, _transposed!.Pointer, _transposedStride, dInput, dInputStride,
            rowCount, _transposedStride, Packed.OutputSize);
    }

    /// <summary>dW = A_in^T dZ and the optimizer's step, for the weights of inputs start .. end - 1. Whoever owns input 0
    /// updates the biases too.</summary>
    public void Update(float* input, nint inputStride, float* dZ, int batchSize, int start, int end,
        float learningRate, float momentum, float weightDecay)
    {
        var stride = Packed.Stride;
        var offset = start * stride;
        var length = (end - start) * stride;
        var dWeights = _dWeights.Span.Slice(offset, length);
        dWeights.Clear();
        MatMul.MultiplyAdd(input + start, 1, inputStride, dZ, stride, _dWeights.Pointer + offset, stride,
            end - start, stride, batchSize);
        SimdSgdMomentum.Step(new Span<float>(Packed.Weights + offset, length), dWeights,
            _weightVelocities.Span.Slice(offset, length), learningRate, momentum, weightDecay);
        if (_transposed is not null) TransposeWeights(start, end);
        if (start == 0) UpdateBiases(dZ, batchSize, learningRate, momentum);
    }

    private void UpdateBiases(float* dZ, int batchSize, float learningRate, float momentum)
    {
        var stride = Packed.Stride;
        var dBiases = _dBiases.Span;
        dBiases.Clear();
        for (var row = 0; row < batchSize; row++)
            System.Numerics.Tensors.TensorPrimitives.Add(dBiases, new ReadOnlySpan<float>(dZ + (nint)row * stride, stride), dBiases);
        SimdSgdMomentum.Step(new Span<float>(Packed.Biases, stride), dBiases, _biasVelocities.Span, learningRate, momentum, weightDecay: 0);
    }

    private void TransposeWeights(int start, int end)
    {
        for (var unit = 0; unit < Packed.OutputSize; unit++)
        {
            var row = _transposed!.Pointer + (nint)unit * _transposedStride;
            var column = Packed.Weights + unit;
            for (var input = start; input < end; input++) row[input] = column[(nint)input * Packed.Stride];
        }
    }
}
