using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>What is computed weight by weight: the gradients, summed over the batch, and the optimizer's step. Each
/// thread owns some rows of some panels of every layer's weights; who owns the first input of a panel also owns its
/// biases and scales. Of sparse features a thread owns some of the inputs seen.</summary>
internal sealed unsafe class UpdatePass
{
    /// <summary>Threads own so many inputs or a multiple: whole tiles, and what
    /// <see cref="PanelMatrix.CopyTransposedTo(PanelMatrix, int, int, int)"/> wants.</summary>
    private const int InputUnit = 12;

    /// <summary>How many inputs seen ahead of their step their weights are fetched into the cache.</summary>
    private const int PlacesAhead = 8;

    private readonly TrainableLayer[] _layers;
    private readonly SimdBatch _batch;
    private readonly RowPass _rows;
    private readonly WholeGradient[]? _whole;
    private readonly Updater<Float32Vector> _updater;
    private UpdateScratch[] _scratch = [];
    private int _scratchRows;

    public UpdatePass(TrainableLayer[] layers, SimdBatch batch, RowPass rows, TrainingOptions options)
    {
        (_layers, _batch, _rows) = (layers, batch, rows);
        _updater = options.Optimizer.CreateUpdater<Float32Vector>();
        if (options.ClipNorm is not null) _whole = [.. layers.Select(layer => new WholeGradient(layer))];
    }

    /// <summary>Makes room for the gradients, on one thread.</summary>
    public void Reserve()
    {
        if (_scratch.Length < _batch.ThreadCount || _scratchRows < _batch.Size)
        {
            // Neither shrinks, so that batches of changing sizes do not allocate for ever.
            _scratchRows = Math.Max(_scratchRows, _batch.Size);
            var count = Math.Max(_scratch.Length, _batch.ThreadCount);
            _scratch = [.. Enumerable.Range(0, count).Select(_ => new UpdateScratch(_scratchRows))];
        }
        for (var l = 0; _whole is not null && l < _layers.Length; l++) _whole[l].Reserve(InputCount(l));
    }

    /// <summary>The phase before <see cref="Update"/>, where the norm of the gradient is clipped: sums all gradients.
    /// </summary>
    public void SumGradients(int thread)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            if (SeenBy(l) is { } seen) SumSeen(l, thread, seen);
            else SumLayer(l, thread);
        }
    }

    /// <summary>The factor that clips the norm of the gradients.</summary>
    public double GradientScale(float clipNorm)
    {
        double sum = 0;
        for (var l = 0; l < _layers.Length; l++) sum += _whole![l].TotalSquares(InputCount(l));
        return GradientClipping.Scale(sum, clipNorm);
    }

    /// <summary>Sets the optimizer to the step of the batch, on one thread.</summary>
    public void Begin(double gradientScale) => _updater.Begin(_batch.Step with { GradientScale = gradientScale });

    /// <summary>Takes the step.</summary>
    public void Update(int thread)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            if (SeenBy(l) is { } seen) UpdateSeen(l, thread, seen);
            else UpdateLayer(l, thread);
        }
    }

    /// <summary>The phase after <see cref="Update"/>, where the norms of weights are limited: each thread owns some
    /// weighted sums.</summary>
    public void LimitNorms(int thread)
    {
        foreach (var layer in _layers)
        {
            var (start, end) = Partition.Of(
                MatMul.RoundUp(layer.Packed.SumCount), MatMul.Padding, thread, _batch.ThreadCount);
            if (start < end) layer.NormLimit!.Apply(start, end);
        }
    }

    /// <summary>Sums the gradients of some inputs and takes the step for them while they are still in the cache; unless
    /// all gradients had to be known before.</summary>
    private void UpdateLayer(int l, int thread)
    {
        var layer = _layers[l];
        var owned = Owned(l, thread);
        for (var panel = 0; panel < layer.Packed.Weights.PanelCount; panel++)
        {
            var (start, end) = owned.RowsOf(panel);
            if (start == end) continue;
            if (_whole is not null)
                layer.UpdateWeights(_updater, panel, start, end, _whole[l].Rows(panel, start, end));
            else
            {
                // Not before: members of the team beyond ThreadCount own nothing and have no scratch.
                var scratch = _scratch[thread];
                var width = layer.Packed.Weights.Width(panel);
                var x = _rows.InputOf(l);
                var dZPanel = scratch.Pack(DSums(l), _batch.Size, panel, width);
                for (var i = start; i < end; i += UpdateScratch.BlockInputs)
                {
                    var blockEnd = Math.Min(end, i + UpdateScratch.BlockInputs);
                    var dWeights = scratch.Gradients(blockEnd - i, width);
                    layer.SumGradients(x, dZPanel, _batch.Size, panel, i, blockEnd, dWeights);
                    layer.UpdateWeights(_updater, panel, i, blockEnd, dWeights);
                }
            }
            if (start > 0) continue;
            if (_whole is null) SumBiasGradients(l, panel);
            layer.UpdateVectors(_updater, panel);
        }
    }

    private void SumLayer(int l, int thread)
    {
        var layer = _layers[l];
        var owned = Owned(l, thread);
        for (var panel = 0; panel < layer.Packed.Weights.PanelCount; panel++)
        {
            var (start, end) = owned.RowsOf(panel);
            if (start == end) continue;
            var dZPanel = _scratch[thread].Pack(
                DSums(l), _batch.Size, panel, layer.Packed.Weights.Width(panel));
            var dWeights = _whole![l].Rows(panel, start, end);
            layer.SumGradients(_rows.InputOf(l), dZPanel, _batch.Size, panel, start, end, dWeights);
            _whole[l].SumSquares(panel, start, end);
            if (start == 0) SumBiasGradients(l, panel);
        }
    }

    private void UpdateSeen(int l, int thread, SeenInputs seen)
    {
        var layer = _layers[l];
        var (start, end) = seen.Part(thread, _batch.ThreadCount);
        for (var panel = 0; panel < layer.Packed.Weights.PanelCount; panel++)
        {
            var width = layer.Packed.Weights.Width(panel);
            for (var place = start; place < end; place++)
            {
                if (place + PlacesAhead < end) layer.PrefetchWeights(panel, seen.Input(place + PlacesAhead));
                var dWeights = _whole is not null
                    ? _whole[l].Rows(panel, place, place + 1)
                    : _scratch[thread].Gradients(1, width);
                if (_whole is null)
                    layer.SumGradients(seen.Rows(place), seen.Values(place), DSums(l), panel, dWeights);
                var input = seen.Input(place);
                layer.UpdateWeights(_updater, panel, input, input + 1, dWeights);
            }
            if (thread > 0) continue;
            if (_whole is null) SumBiasGradients(l, panel);
            layer.UpdateVectors(_updater, panel);
        }
    }

    private void SumSeen(int l, int thread, SeenInputs seen)
    {
        var layer = _layers[l];
        var (start, end) = seen.Part(thread, _batch.ThreadCount);
        for (var panel = 0; panel < layer.Packed.Weights.PanelCount; panel++)
        {
            for (var place = start; place < end; place++)
                layer.SumGradients(seen.Rows(place), seen.Values(place), DSums(l), panel,
                    _whole![l].Rows(panel, place, place + 1));
            _whole![l].SumSquares(panel, start, end);
            if (thread == 0) SumBiasGradients(l, panel);
        }
    }

    private void SumBiasGradients(int l, int panel)
    {
        // Those of a normalized layer were summed on the way back.
        if (_layers[l].Normalization is null) _layers[l].Biases.SumGradients(DSums(l), _batch.Size, panel);
    }

    private PaddedMatrix DSums(int l) => _rows.Workspace.Layers[l].dSums;

    private SeenInputs? SeenBy(int l) => l == 0 ? _batch.Seen : null;

    private int InputCount(int l) => SeenBy(l)?.Count ?? _layers[l].Packed.InputSize;

    private PanelPartition Owned(int l, int thread) => new(
        _layers[l].Packed.InputSize, _layers[l].Packed.SumCount, InputUnit, thread, _batch.ThreadCount);
}
