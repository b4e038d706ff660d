namespace MLNet.Mlp.Backends;

/// <summary>The end of a step: the gradients of all parameters and what the optimizer makes of them. A product of
/// matrices that gives the gradient of weights ends in their update; only where the norm of all gradients is clipped
/// must they be known before.</summary>
internal sealed class GpuUpdate<TRule> : IDisposable where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly TrainingOptions _options;
    private readonly GpuLayer[] _layers;
    private readonly UpdateProduct<TRule> _updateProduct;
    private readonly VectorUpdate<TRule> _vectors;
    private readonly NormLimitKernel? _normLimit;
    private readonly ClippedUpdate<TRule>? _clipped;

    public GpuUpdate(Gpu gpu, TrainingOptions options, GpuLayer[] layers, PlainProduct product)
    {
        (_options, _layers) = (options, layers);
        _updateProduct = new UpdateProduct<TRule>(gpu, options.Precision);
        _vectors = new VectorUpdate<TRule>(gpu);
        if (options.MaxNorm is not null) _normLimit = new NormLimitKernel(gpu);
        if (options.ClipNorm is not null) _clipped = new ClippedUpdate<TRule>(gpu, options, layers, product, _vectors);
    }

    /// <param name="x">The features of the batch, where they are dense.</param>
    /// <param name="sparse">Those of a sparse batch, loaded; else null.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="steps">Makes the rules.</param>
    /// <param name="values">The step.</param>
    public void Run(
        InputRows x, SparseProduct? sparse, int batchSize, OptimizerSteps<TRule> steps, StepValues values)
    {
        var (ofWeights, ofOthers) = (steps.Of(values, areWeights: true), steps.Of(values, areWeights: false));
        if (_clipped is not null) _clipped.Run(x, sparse, batchSize, ofWeights, ofOthers);
        else
            for (var l = 0; l < _layers.Length; l++)
            {
                var layer = _layers[l];
                if (l == 0 && sparse is not null) sparse.Update(layer.dSums, layer.Weights.View, ofWeights, default);
                else
                    _updateProduct.Run(
                        l == 0 ? x : new InputRows(_layers[l - 1].Output, default), layer.dSums, batchSize,
                        layer.Weights.View, ofWeights);
                UpdateVectors(layer, batchSize, ofOthers);
            }
        if (_options.MaxNorm is not { } limit) return;
        foreach (var layer in _layers) _normLimit!.Run(layer.Weights.Values.View, limit);
    }

    public void Dispose()
    {
        _clipped?.Dispose();
        _vectors.Dispose();
        _normLimit?.Dispose();
    }

    private void UpdateVectors(GpuLayer layer, int batchSize, UpdateStep<TRule> step)
    {
        if (layer.Normalization is not { } n)
        {
            _vectors.Run(layer.dSums, batchSize, layer.Biases.View, step);
            return;
        }
        _vectors.Apply(layer.dBiases.Values, layer.Biases.View, step, default);
        _vectors.Apply(layer.dScales.Values, n.Scale.View, step, default);
    }
}
