using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The update where the norm of the gradient of all layers is clipped: all gradients are kept until their norm
/// is known, which stays on the device.</summary>
internal sealed class ClippedUpdate<TRule> : IDisposable where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly Gpu _gpu;
    private readonly float _limit, _clipValue;
    private readonly GpuLayer[] _layers;
    private readonly PlainProduct _product;
    private readonly VectorUpdate<TRule> _vectors;
    private readonly MatrixUpdate<TRule> _matrices;
    private readonly GradientNorm _norm;
    private readonly DeviceMatrix?[] _dWeights;
    private readonly DeviceMatrix[] _dBiases;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _scale;

    public ClippedUpdate(
        Gpu gpu, TrainingOptions options, GpuLayer[] layers, PlainProduct product, VectorUpdate<TRule> vectors)
    {
        (_gpu, _limit, _layers, _product) = (gpu, options.ClipNorm!.Value, layers, product);
        (_vectors, _matrices, _norm) = (vectors, new MatrixUpdate<TRule>(gpu), new GradientNorm(gpu));
        _clipValue = options.ClipValue ?? float.PositiveInfinity;
        _dWeights = new DeviceMatrix?[layers.Length];
        _dBiases = [.. layers.Select(layer => new DeviceMatrix(gpu, 1, layer.Biases.Values.ColumnCount))];
        _scale = gpu.Allocate<float>(1);
    }

    /// <param name="x">The features of the batch, where they are dense.</param>
    /// <param name="sparse">Those of a sparse batch, loaded; else null.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="ofWeights">The step of weights.</param>
    /// <param name="ofOthers">The step of biases and scales.</param>
    public void Run(
        InputRows x, SparseProduct? sparse, int batchSize, UpdateStep<TRule> ofWeights, UpdateStep<TRule> ofOthers)
    {
        _norm.Begin(_clipValue);
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            if (l == 0 && sparse is not null) sparse.Gradient(layer.dSums, DWeights(l, sparse.SeenLimit));
            else
                _product.Gradient(
                    l == 0 ? x : new InputRows(_layers[l - 1].Output, default), layer.dSums, batchSize,
                    DWeights(l, layer.Weights.Values.RowCount));
            if (layer.Normalization is null) _vectors.SumColumns(layer.dSums, batchSize, DBiases(l).Values);
            else _norm.Add(layer.dScales);
            _norm.Add(_dWeights[l]!.View);
            _norm.Add(DBiases(l));
        }
        _norm.Finish(_limit, _scale.View);

        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            if (l == 0 && sparse is not null)
                sparse.UpdateByGradient(_dWeights[l]!.View, layer.Weights.View, ofWeights, _scale.View);
            else _matrices.Apply(_dWeights[l]!.View, layer.Weights.View, ofWeights, _scale.View);
            _vectors.Apply(DBiases(l).Values, layer.Biases.View, ofOthers, _scale.View);
            if (layer.Normalization is { } n)
                _vectors.Apply(layer.dScales.Values, n.Scale.View, ofOthers, _scale.View);
        }
    }

    public void Dispose()
    {
        foreach (var matrix in _dWeights) matrix?.Dispose();
        foreach (var matrix in _dBiases) matrix.Dispose();
        _norm.Dispose();
        _scale.Dispose();
    }

    private MatrixView DBiases(int l) =>
        _layers[l].Normalization is null ? _dBiases[l].View : _layers[l].dBiases;

    /// <summary>The gradient of a layer's weights: a row for each input, or for each of those that a sparse batch has.
    /// </summary>
    private MatrixView DWeights(int l, int rowCount)
    {
        if (_dWeights[l] is { } there && there.RowCount >= rowCount) return there.View;
        // That of sparse batches grows with the inputs that they have, of which those before had fewer.
        _dWeights[l]?.Dispose();
        _dWeights[l] = null;
        _dWeights[l] = new DeviceMatrix(_gpu, rowCount, _layers[l].Weights.Values.ColumnCount);
        return _dWeights[l]!.View;
    }
}
