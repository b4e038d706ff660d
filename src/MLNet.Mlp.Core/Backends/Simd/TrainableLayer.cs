using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>A layer in training: its parameters, the optimizer's state, and room for the gradients.</summary>
internal sealed unsafe class TrainableLayer
{
    private readonly AlignedBuffer _dWeights;
    private readonly AlignedBuffer _dBiases;
    private readonly AlignedBuffer[] _weightStates;
    private readonly AlignedBuffer[] _biasStates;
    private readonly Optimizer _optimizer;
    private readonly float? _clipValue;

    // What each input's row of dWeights, and after them dBiases, adds to the squared norm of the gradient.
    private readonly double[] _squares;

    // The weights once more as outputSize x Pad(inputSize): the way back needs W^T, and the kernel wants its right-hand
    // side row by row. Kept up to date by Update.
    private readonly AlignedBuffer? _transposed;
    private readonly int _transposedStride;

    public TrainableLayer(DenseLayer layer, TrainingOptions options, bool needsInputGradient)
    {
        Packed = new PackedLayer(layer);
        _dWeights = new AlignedBuffer((long)layer.InputSize * Packed.Stride);
        _dBiases = new AlignedBuffer(Packed.Stride);
        (_optimizer, _clipValue) = (options.Optimizer, options.ClipValue);
        AlignedBuffer[] CreateStates(long length) =>
            [.. Enumerable.Range(0, _optimizer.StateCount).Select(_ => new AlignedBuffer(length))];
        _weightStates = CreateStates((long)layer.InputSize * Packed.Stride);
        _biasStates = CreateStates(Packed.Stride);
        _squares = new double[options.ClipNorm is null ? 0 : layer.InputSize + 1];
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

    /// <summary>dW = A_in^T dZ, clipped by value, for the weights of inputs start .. end - 1. Whoever owns input 0 also has
    /// the biases, here and in the methods below.</summary>
    public void SumGradients(float* input, nint inputStride, float* dZ, int batchSize, int start, int end)
    {
        var stride = Packed.Stride;
        var dWeights = Rows(_dWeights, start, end);
        dWeights.Clear();
        MatMul.MultiplyAdd(input + start, 1, inputStride, dZ, stride, _dWeights.Pointer + start * stride, stride,
            end - start, stride, batchSize);
        if (_clipValue is { } limit) GradientClipping.ByValue(Vectors(dWeights), limit);
        if (start > 0) return;

        var dBiases = _dBiases.Span;
        dBiases.Clear();
        for (var row = 0; row < batchSize; row++)
            TensorPrimitives.Add(dBiases, new ReadOnlySpan<float>(dZ + (nint)row * stride, stride), dBiases);
        if (_clipValue is { } biasLimit) GradientClipping.ByValue(Vectors(dBiases), biasLimit);
    }

    /// <summary>Sums the squares of the gradients row by row.</summary>
    public void SumSquares(int start, int end)
    {
        for (var input = start; input < end; input++)
            _squares[input] = GradientClipping.SumOfSquares(Rows(_dWeights, input, input + 1));
        if (start == 0) _squares[^1] = GradientClipping.SumOfSquares(_dBiases.Span);
    }

    /// <summary>The squared norm of the layer's gradient, added up in order, on one thread, so that the sum is always the
    /// same.</summary>
    public double TotalSquares()
    {
        double sum = 0;
        foreach (var square in _squares) sum += square;
        return sum;
    }

    /// <summary>The optimizer's step for the weights of inputs start .. end - 1.</summary>
    public void Update(StepValues step, int start, int end)
    {
        _optimizer.Step(step, new Parameters<Float32Vector>
        {
            Values = Vectors(new Span<float>(Packed.Weights + start * Packed.Stride, (end - start) * Packed.Stride)),
            Gradients = Vectors(Rows(_dWeights, start, end)),
            First = _weightStates.Length > 0 ? Vectors(Rows(_weightStates[0], start, end)) : [],
            Second = _weightStates.Length > 1 ? Vectors(Rows(_weightStates[1], start, end)) : [],
            AreWeights = true,
        });
        if (_transposed is not null) TransposeWeights(start, end);
        if (start > 0) return;

        _optimizer.Step(step, new Parameters<Float32Vector>
        {
            Values = Vectors(new Span<float>(Packed.Biases, Packed.Stride)),
            Gradients = Vectors(_dBiases.Span),
            First = _biasStates.Length > 0 ? Vectors(_biasStates[0].Span) : [],
            Second = _biasStates.Length > 1 ? Vectors(_biasStates[1].Span) : [],
            AreWeights = false,
        });
    }

    private Span<float> Rows(AlignedBuffer buffer, int start, int end) =>
        buffer.Span.Slice(start * Packed.Stride, (end - start) * Packed.Stride);

    /// <summary>Strides are padded to whole vectors, so no floats are left over.</summary>
    private static Span<Float32Vector> Vectors(Span<float> floats) => MemoryMarshal.Cast<float, Float32Vector>(floats);

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
