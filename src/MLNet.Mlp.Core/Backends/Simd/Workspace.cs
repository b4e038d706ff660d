using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>The matrices of one batch: the input and every layer's activations, the weighted sums of the layers whose
/// derivative needs them, every hidden layer's gradient, and the measures of each row. Columns beyond a layer's
/// units are zero and stay zero.</summary>
internal sealed unsafe class Workspace
{
    private readonly int[] _strides;
    private readonly AlignedBuffer[] _activations;
    private readonly AlignedBuffer[] _weightedSums;
    private readonly AlignedBuffer[] _gradients;
    private readonly AlignedBuffer _targets;

    public Workspace(IReadOnlyList<TrainableLayer> layers, int batchSize)
    {
        _strides = [MatMul.Pad(layers[0].Packed.InputSize), .. layers.Select(layer => layer.Packed.Stride)];
        _activations = [.. _strides.Select(stride => new AlignedBuffer((long)batchSize * stride))];
        _weightedSums = [.. _strides.Select((stride, l) =>
            l > 0 && layers[l - 1].Packed.Activation.DerivativeNeedsInput()
                ? new AlignedBuffer((long)batchSize * stride)
                : _activations[l])];
        _gradients = [.. _strides.Select((stride, l) =>
            l == layers.Count ? _activations[l] : new AlignedBuffer(l == 0 ? 0 : (long)batchSize * stride))];
        _targets = new AlignedBuffer((long)batchSize * _strides[^1]);
        Measures = new BatchMeasures(batchSize);
    }

    /// <summary>Floats from one row of A_l to the next.</summary>
    public int Stride(int l) => _strides[l];

    /// <summary>A row of A_l; A_0 is the input.</summary>
    public float* Activation(int l, int row) => _activations[l].Pointer + (nint)row * _strides[l];

    /// <summary>A row of the Z_l that gave A_l, or of A_l itself where nothing needs Z_l.</summary>
    public float* WeightedSums(int l, int row) => _weightedSums[l].Pointer + (nint)row * _strides[l];

    /// <summary>A row of the gradient dZ of the layer that gave A_l. For the last layer it lies where the logits were.</summary>
    public float* Gradient(int l, int row) => _gradients[l].Pointer + (nint)row * _strides[l];

    /// <summary>Room for the targets of a row.</summary>
    public float* Targets(int row) => _targets.Pointer + (nint)row * _strides[^1];

    /// <summary>The measures of each row.</summary>
    public BatchMeasures Measures { get; }
}
