using System.Numerics.Tensors;
using Tensor = MLNet.Mlp.Persistence.Tensor;

namespace MLNet.Mlp.Backends;

/// <summary>A layer in training: its parameters, the optimizer's state, and room for the gradients. Of the weights, a
/// thread works on some inputs at a time: on start .. end - 1, or with sparse features on some of the inputs
/// seen.</summary>
internal sealed unsafe class TrainableLayer
{
    private readonly SimdParameter _weights;
    private readonly float? _clipValue;

    // With one row for each input; or, with sparse features, for each input seen, in their order.
    private PaddedMatrix _dWeights;

    // What each of these rows adds to the squared norm of the gradient.
    private double[] _squares = [];

    // The weights once more as sumCount x inputSize: the way back needs W^T, and the kernel wants its right-hand side
    // row by row. Kept up to date by whatever changes the weights. The first layer has no way back.
    private readonly PaddedMatrix? _transposed;

    public TrainableLayer(DenseLayer layer, TrainingOptions options, bool isFirst)
    {
        Packed = new PackedLayer(layer);
        _weights = new SimdParameter(Packed.Weights, areWeights: true, options.Optimizer);
        Biases = new TrainableVector(Packed.Biases, options);
        if (layer.Normalization is { } shape) Normalization = new SimdNormalization(shape, Biases, options);
        (Activation, Dropout, _clipValue) = (layer.Activation, layer.Dropout, options.ClipValue);
        _dWeights = new PaddedMatrix(0, Packed.SumCount);
        if (!isFirst)
        {
            _transposed = new PaddedMatrix(Packed.SumCount, Packed.InputSize);
            TransposeWeights(0, Packed.InputSize);
        }
        if (options.MaxNorm is { } limit) NormLimit = new NormLimit(Packed.Weights, _transposed, limit);
    }

    public PackedLayer Packed { get; }

    public Activation Activation { get; }

    public float Dropout { get; }

    public TrainableVector Biases { get; }

    public SimdNormalization? Normalization { get; }

    /// <summary>The limit to the norms of the weights, or null for none.</summary>
    public NormLimit? NormLimit { get; }

    public void CopyTo(DenseLayer layer)
    {
        Packed.CopyTo(layer);
        Normalization?.CopyTo(layer.Normalization!);
    }

    public IEnumerable<Tensor> SaveStates(string name) =>
    [
        .. _weights.SaveStates($"{name}.weight"),
        .. Biases.SaveStates($"{name}.bias"),
        .. Normalization?.Scales.SaveStates($"{name}.scale") ?? [],
    ];

    public void LoadStates(string name, SessionState state)
    {
        _weights.LoadStates($"{name}.weight", state);
        Biases.LoadStates($"{name}.bias", state);
        Normalization?.Scales.LoadStates($"{name}.scale", state);
    }

    /// <summary>Makes room for the gradients of so many inputs.</summary>
    public void Reserve(int inputCount)
    {
        if (_dWeights.RowCount >= inputCount) return;
        var rowCount = (int)Math.Min(Packed.InputSize, Math.Max(2L * _dWeights.RowCount, inputCount));
        (_dWeights, _squares) = (new PaddedMatrix(rowCount, Packed.SumCount), new double[rowCount]);
    }

    /// <summary>dX = dZ W^T for some rows of the batch.</summary>
    public void InputGradient(float* dZ, float* dX, int rowCount)
    {
        var stride = _transposed!.Stride;
        new Span<float>(dX, checked(rowCount * stride)).Clear();
        MatMul.MultiplyAdd(
            dZ, Packed.SumStride, 1, _transposed.Row(0), stride, dX, stride, rowCount, stride, Packed.SumCount);
    }

    /// <summary>dW = X^T dZ, clipped by value, for inputs start .. end - 1.</summary>
    public void SumGradients(PaddedMatrix x, PaddedMatrix dZ, int batchSize, int start, int end)
    {
        var dWeights = _dWeights.Rows(start, end);
        dWeights.Clear();
        MatMul.MultiplyAdd(x.Row(0) + start, 1, x.Stride, dZ.Row(0), dZ.Stride, _dWeights.Row(start), _dWeights.Stride,
            end - start, dZ.Stride, batchSize);
        Clip(dWeights);
    }

    /// <summary>The same for inputs seen. A row of X^T is sparse, too: only the rows of dZ that saw the input count.
    /// </summary>
    public void SumGradients(SeenInputs seen, PaddedMatrix dZ, int start, int end)
    {
        var dWeights = _dWeights.Rows(start, end);
        dWeights.Clear();
        for (var place = start; place < end; place++)
            SparseMatMul.MultiplyAdd(
                seen.Rows(place), seen.Values(place), dZ.Row(0), dZ.Stride, _dWeights.Row(place), dZ.Stride);
        Clip(dWeights);
    }

    /// <summary>db = sum of the rows of dZ, clipped by value; for a layer without normalization.</summary>
    public void SumBiasGradients(PaddedMatrix dZ, int batchSize)
    {
        var dBiases = Biases.Gradients;
        dBiases.Clear();
        for (var row = 0; row < batchSize; row++) TensorPrimitives.Add(dBiases, dZ.Rows(row, row + 1), dBiases);
        Biases.Clip(0, dBiases.Length);
    }

    /// <summary>Sums the squares of the gradients of inputs, or of inputs seen, one by one.</summary>
    public void SumSquares(int start, int end)
    {
        for (var row = start; row < end; row++)
            _squares[row] = GradientClipping.SumOfSquares(_dWeights.Rows(row, row + 1));
    }

    /// <summary>The squared norm of the layer's gradient, added up in order, on one thread, so that the sum is always
    /// the same.</summary>
    /// <param name="inputCount">Number of inputs, or of inputs seen.</param>
    public double TotalSquares(int inputCount)
    {
        double sum = 0;
        foreach (var square in _squares.AsSpan(0, inputCount)) sum += square;
        return sum + Biases.SumOfSquares() + (Normalization?.Scales.SumOfSquares() ?? 0);
    }

    /// <summary>The optimizer's step for the weights of inputs start .. end - 1.</summary>
    public void UpdateWeights(StepValues step, int start, int end)
    {
        _weights.Update(step, start, end, _dWeights.Rows(start, end));
        if (_transposed is not null) TransposeWeights(start, end);
    }

    /// <summary>The optimizer's step for the weights of inputs seen, in the first layer. Those of the others rest, and
    /// their states.</summary>
    public void UpdateWeights(StepValues step, SeenInputs seen, int start, int end)
    {
        for (var place = start; place < end; place++)
        {
            var input = seen.Input(place);
            _weights.Update(step, input, input + 1, _dWeights.Rows(place, place + 1));
        }
    }

    /// <summary>The optimizer's step for biases and scales.</summary>
    public void UpdateVectors(StepValues step)
    {
        Biases.Update(step);
        Normalization?.Scales.Update(step);
    }

    private void Clip(Span<float> gradients)
    {
        if (_clipValue is { } limit) GradientClipping.ByValue(SimdParameter.Vectors(gradients), limit);
    }

    private void TransposeWeights(int start, int end)
    {
        for (var sum = 0; sum < Packed.SumCount; sum++)
        {
            var row = _transposed!.Row(sum);
            var column = Packed.Weights.Row(0) + sum;
            for (var input = start; input < end; input++) row[input] = column[(nint)input * Packed.SumStride];
        }
    }
}
