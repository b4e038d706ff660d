using ILGPU;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>A layer on the device: its parameters, and the way of a batch forward and back through it. A plain layer
/// takes one launch each way, with bias, activation and dropout done where the product ends; one that is normalized, is
/// maxout or takes sparse features has launches of its own for these. See <see cref="ReferenceLayer"/> for the names.
/// </summary>
internal sealed class GpuLayer : IDisposable
{
    private readonly Gpu _gpu;
    private readonly DenseLayer _shape;
    private readonly int _number;
    private readonly bool _isLast;
    private readonly ForwardProduct? _forward;
    private readonly BackwardProduct? _backward;
    private readonly PlainProduct _product;
    private readonly ActivationKernels? _activation;
    private readonly BatchNormKernels? _normalize;
    private readonly DeviceMatrix? _dBiases, _dScales;
    private GpuLayerWorkspace? _workspace;
    private bool _keepsPreactivations;

    /// <param name="gpu">Where.</param>
    /// <param name="layer">The layer, which is copied.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="isLast">Whether it is the last.</param>
    /// <param name="stateCount">Numbers that the optimizer keeps for each parameter.</param>
    /// <param name="product">The products of matrices.</param>
    /// <param name="precision">That of the others.</param>
    public GpuLayer(
        Gpu gpu, DenseLayer layer, int number, bool isLast, int stateCount, PlainProduct product, Precision precision)
    {
        (_gpu, _shape, _number, _isLast, _product) = (gpu, layer.CloneShape(), number, isLast, product);
        Weights = new GpuParameter(gpu, $"layers.{number}.weight", layer.InputSize, layer.SumCount, stateCount);
        Biases = new GpuParameter(gpu, $"layers.{number}.bias", 1, layer.SumCount, stateCount);
        Weights.Values.CopyFrom(WeightLayout.Transpose(layer.Weights, layer.SumCount, layer.InputSize));
        Biases.Values.CopyFrom(layer.Biases);
        if (layer.Normalization is { } n)
        {
            Normalization = new GpuNormalization(gpu, $"layers.{number}.scale", n, Biases, stateCount);
            (_dBiases, _dScales) = (new DeviceMatrix(gpu, 1, layer.SumCount), new DeviceMatrix(gpu, 1, layer.SumCount));
            _normalize = new BatchNormKernels(gpu);
        }
        if (IsElementwise)
        {
            _forward = ForwardProduct.Create(gpu, layer.Activation, precision);
            _backward = BackwardProduct.Create(gpu, layer.Activation, precision);
        }
        if (!IsElementwise || number == 0) _activation = ActivationKernels.Create(gpu, layer.Activation);
        _keepsPreactivations = !IsElementwise || layer.Activation.DerivativeNeedsInput();
    }

    public GpuParameter Weights { get; }

    public GpuParameter Biases { get; }

    public GpuNormalization? Normalization { get; }

    /// <summary>O of the last batch; of the last layer, the logits.</summary>
    public MatrixView Output => _workspace!.Output;

    /// <summary>dZ of the last batch.</summary>
    public MatrixView dSums => _workspace!.dSums;

    /// <summary>The gradient of the biases, 1 x sumCount, which the way back of a normalized layer finds.</summary>
    public MatrixView dBiases => _dBiases!.View;

    /// <summary>The gradient of the scales, likewise.</summary>
    public MatrixView dScales => _dScales!.View;

    /// <summary>All that training changes.</summary>
    public IEnumerable<GpuParameter> Parameters =>
        Normalization is null ? [Weights, Biases] : [Weights, Biases, Normalization.Scale];

    /// <summary>Whether each output follows from its weighted sum alone, so that products may end in outputs.</summary>
    private bool IsElementwise => _shape.Normalization is null && _shape.Activation != Activation.Maxout;

    /// <summary>Makes room for a batch.</summary>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="isSparse">Whether the layer takes sparse features.</param>
    public void Reserve(int rowCount, bool isSparse)
    {
        var keeps = _keepsPreactivations || isSparse;
        if (_workspace?.Capacity >= rowCount && keeps == _keepsPreactivations) return;
        _keepsPreactivations = keeps;
        var capacity = Math.Max(rowCount, _workspace?.Capacity ?? 0);
        _workspace?.Dispose();
        _workspace = null; // Should there not be enough memory for the next.
        _workspace = new GpuLayerWorkspace(_gpu, _shape, _isLast, _keepsPreactivations, capacity);
    }

    /// <summary>The random numbers of dropout in a step, or those that leave nothing out.</summary>
    public DropoutKey DropoutOf(int seed, long step) => DropoutKey.Of(seed, _number, step, _shape.Dropout);

    /// <summary>The way forward of dense rows.</summary>
    public void Forward(InputRows x, int batchSize, bool training, DropoutKey dropout)
    {
        if (_forward is not null)
        {
            _forward.Run(x, Weights.Values.View, Biases.Values.View.Values, batchSize,
                _shape.Activation.DerivativeNeedsInput() ? _workspace!.Preactivations : default,
                _workspace!.Activations, OutputApart, dropout);
            return;
        }
        _product.Forward(x, Weights.Values.View, batchSize, SumsToActivate);
        ActivateSums(batchSize, training, dropout);
    }

    /// <summary>The way forward of sparse rows.</summary>
    public void Forward(
        SparseProduct sparse, SparseView x, ArrayView<int> rows, int batchSize, bool training, DropoutKey dropout)
    {
        sparse.Forward(x, rows, batchSize, Weights.Values.View, SumsToActivate);
        ActivateSums(batchSize, training, dropout);
    }

    /// <summary>The way back into this layer: from dZ of the next to its own.</summary>
    public void Backward(GpuLayer next, int batchSize, DropoutKey dropout)
    {
        var workspace = _workspace!;
        if (_backward is not null)
        {
            _backward.Run(next.dSums, next.Weights.Values.View, batchSize, workspace.Preactivations,
                workspace.Activations, dropout, workspace.dSums);
            return;
        }
        _product.Backward(next.dSums, next.Weights.Values.View, batchSize, workspace.dOutput);
        _activation!.Backward(workspace.dOutput, workspace.Preactivations, workspace.Activations, batchSize, dropout,
            workspace.dSums);
        if (Normalization is { } n)
            _normalize!.Backward(
                workspace.dSums, workspace.Standardized, batchSize, n, dBiases.Values, dScales.Values);
    }

    /// <summary>Brings the parameters back, as a layer of the same shape.</summary>
    public DenseLayer Fetch()
    {
        var layer = _shape.CloneShape();
        var transposed = new float[layer.Weights.Length];
        Weights.Values.CopyTo(transposed);
        WeightLayout.Transpose(transposed, layer.InputSize, layer.SumCount).CopyTo(layer.Weights.AsSpan());
        Biases.Values.CopyTo(layer.Biases);
        Normalization?.CopyTo(layer.Normalization!);
        return layer;
    }

    public IEnumerable<Tensor> SaveStates() => Parameters.SelectMany(parameter => parameter.SaveStates());

    public void Dispose()
    {
        Weights.Dispose();
        Biases.Dispose();
        Normalization?.Dispose();
        _normalize?.Dispose();
        _dBiases?.Dispose();
        _dScales?.Dispose();
        _workspace?.Dispose();
    }

    /// <summary>Where the weighted sums go that a launch of its own is to activate: Y itself where it is the sums and
    /// the biases.</summary>
    private MatrixView SumsToActivate => Normalization is null ? _workspace!.Preactivations : _workspace!.Sums;

    private void ActivateSums(int batchSize, bool training, DropoutKey dropout)
    {
        var workspace = _workspace!;
        if (Normalization is { } n)
        {
            _normalize!.Forward(
                workspace.Sums, batchSize, training, n, workspace.Standardized, workspace.Preactivations);
            _activation!.Forward(
                workspace.Preactivations, batchSize, workspace.Activations, OutputApart, dropout);
            return;
        }
        _activation!.ForwardWithBias(
            workspace.Preactivations, Biases.Values.View.Values, batchSize, workspace.Activations, OutputApart,
            dropout);
    }

    private MatrixView OutputApart => _shape.Dropout > 0 ? _workspace!.Output : default;
}
