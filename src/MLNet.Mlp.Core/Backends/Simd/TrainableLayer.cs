using System.Numerics.Tensors;
using MLNet.Mlp.Numerics;
using Tensor = MLNet.Mlp.Persistence.Tensor;

namespace MLNet.Mlp.Backends;

/// <summary>A layer in training: its parameters, and the optimizer's state. Threads work on different rows of the
/// panels of the weights: on inputs start .. end - 1 of a panel.</summary>
internal sealed unsafe class TrainableLayer
{
    /// <summary>Weights that threads divide among them on the way forward and back: 128 KiB. Fewer are fetched from
    /// another thread's cache sooner than the threads could meet.</summary>
    private const int LargeWeightCount = 32 * 1024;

    private readonly SimdParameter _weights;
    private readonly float? _clipValue;

    // The weights once more as sumCount x inputSize, also in panels: the way back multiplies by W^T. Kept up to date by
    // whatever changes the weights. The first layer has no way back.
    private readonly PanelMatrix? _transposed;

    public TrainableLayer(DenseLayer layer, TrainingOptions options, bool isFirst)
    {
        Packed = new PackedLayer(layer);
        _weights = new SimdParameter(Packed.Weights, areWeights: true, options.Optimizer);
        Biases = new TrainableVector(Packed.Biases, options);
        if (layer.Normalization is { } shape) Normalization = new SimdNormalization(shape, Biases, options);
        (Activation, Dropout, _clipValue) = (layer.Activation, layer.Dropout, options.ClipValue);
        if (!isFirst)
        {
            _transposed = new PanelMatrix(Packed.SumCount, Packed.InputSize);
            for (var panel = 0; panel < Packed.Weights.PanelCount; panel++)
                Packed.Weights.CopyTransposedTo(_transposed, panel, 0, Packed.InputSize);
        }
        if (options.MaxNorm is { } limit) NormLimit = new NormLimit(Packed.Weights, _transposed, limit);
    }

    public PackedLayer Packed { get; }

    /// <summary>Whether threads divide the weights, and not the rows of the batch, on the way forward and back.
    /// </summary>
    public bool IsLarge => (long)Packed.InputSize * Packed.SumCount >= LargeWeightCount;

    public Activation Activation { get; }

    public float Dropout { get; }

    public TrainableVector Biases { get; }

    public SimdNormalization? Normalization { get; }

    /// <summary>The limit to the norms of the weights, or null for none.</summary>
    public NormLimit? NormLimit { get; }

    public bool HasFiniteParameters() =>
        TensorPrimitives.IsFiniteAll<float>(Packed.Weights.Span) &&
        TensorPrimitives.IsFiniteAll<float>(Packed.Biases.Span) &&
        Normalization?.HasFiniteParameters() != false;

    public void CopyTo(DenseLayer layer)
    {
        Packed.CopyTo(layer);
        Normalization?.CopyTo(layer.Normalization!);
    }

    public IEnumerable<string> StateNames(string name) =>
    [
        .. _weights.StateNames($"{name}.weight"),
        .. Biases.StateNames($"{name}.bias"),
        .. Normalization?.Scales.StateNames($"{name}.scale") ?? [],
    ];

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

    /// <summary>dX = dZ W^T for some rows of the batch.</summary>
    public void InputGradient(float** dZ, PaddedMatrix dX, int start, int end)
    {
        for (var panel = 0; panel < _transposed!.PanelCount; panel++) InputGradient(dZ, dX, panel, start, end);
    }

    /// <summary>The same for the inputs of a panel.</summary>
    public void InputGradient(float** dZ, PaddedMatrix dX, int panel, int start, int end) => MatMul.Multiply(
        dZ + start, end - start, _transposed!, panel, null, dX.Row(start) + panel * PanelMatrix.PanelColumns,
        dX.Stride);

    /// <summary>dW = X^T dZ, clipped by value.</summary>
    /// <param name="x">Pointers to the rows of the input.</param>
    /// <param name="dZPanel">The panel of dZ, batchSize x width, without gaps.</param>
    /// <param name="batchSize">Rows of both.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="start">The first input.</param>
    /// <param name="end">The input after the last.</param>
    /// <param name="dWeights">(end - start) x width, to be written.</param>
    public void SumGradients(
        float** x, float* dZPanel, int batchSize, int panel, int start, int end, Span<float> dWeights)
    {
        fixed (float* c = dWeights)
            MatMul.MultiplyTransposed(x, batchSize, start, end - start, dZPanel, Packed.Weights.Width(panel), c);
        Clip(dWeights);
    }

    /// <summary>The same for one input of a sparse batch: only the rows of dZ that saw it count.</summary>
    /// <param name="rows">The rows of the batch in which the input is not zero.</param>
    /// <param name="values">Its values in these rows.</param>
    /// <param name="dZ">batchSize x sumCount.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="dWeights">As many floats as the panel is wide, to be written.</param>
    public void SumGradients(
        ReadOnlySpan<int> rows, ReadOnlySpan<float> values, PaddedMatrix dZ, int panel, Span<float> dWeights)
    {
        dWeights.Clear();
        fixed (float* c = dWeights)
            SparseMatMul.MultiplyAdd(
                rows, values, dZ.Row(0) + panel * PanelMatrix.PanelColumns, dZ.Stride, c, dWeights.Length);
        Clip(dWeights);
    }

    /// <summary>Fetches what <see cref="UpdateWeights"/> needs of an input into the cache.</summary>
    public void PrefetchWeights(int panel, int input) => _weights.Prefetch(panel, input);

    /// <summary>The optimizer's step for the weights of inputs start .. end - 1 in a panel.</summary>
    public void UpdateWeights(Updater<Float32Vector> updater, int panel, int start, int end, Span<float> dWeights)
    {
        _weights.Update(updater, panel, start, end, dWeights);
        if (_transposed is not null) Packed.Weights.CopyTransposedTo(_transposed, panel, start, end);
    }

    /// <summary>The optimizer's step for the biases and scales of a panel.</summary>
    public void UpdateVectors(Updater<Float32Vector> updater, int panel)
    {
        Biases.Update(updater, panel);
        Normalization?.Scales.Update(updater, panel);
    }

    private void Clip(Span<float> gradients)
    {
        if (_clipValue is { } limit) GradientClipping.ByValue(SimdParameter.Vectors(gradients), limit);
    }
}
