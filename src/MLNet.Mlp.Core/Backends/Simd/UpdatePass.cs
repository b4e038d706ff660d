namespace MLNet.Mlp.Backends;

/// <summary>What is computed weight by weight: the gradients, summed over the batch, and the optimizer's step. Each
/// thread owns some inputs of every layer, and with them their rows of the packed weights; thread 0 also has the biases
/// and scales.</summary>
internal sealed class UpdatePass
{
    private readonly TrainableLayer[] _layers;
    private readonly SimdBatch _batch;
    private readonly RowPass _rows;
    private readonly float? _clipNorm;

    public UpdatePass(TrainableLayer[] layers, SimdBatch batch, RowPass rows, TrainingOptions options)
    {
        (_layers, _batch, _rows, _clipNorm) = (layers, batch, rows, options.ClipNorm);
    }

    /// <summary>Makes room for the gradients, on one thread.</summary>
    public void Reserve()
    {
        for (var l = 0; l < _layers.Length; l++) _layers[l].Reserve(InputCount(l));
    }

    /// <summary>The phase before <see cref="Update"/>, where the norm of the gradient is clipped: sums all gradients.
    /// </summary>
    public void SumGradients(int thread)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var (start, end) = Part(l, thread);
            SumGradients(l, thread, start, end);
            _layers[l].SumSquares(start, end);
        }
    }

    /// <summary>The factor that clips the norm of the gradients.</summary>
    public double GradientScale(float clipNorm)
    {
        double sum = 0;
        for (var l = 0; l < _layers.Length; l++) sum += _layers[l].TotalSquares(InputCount(l));
        return GradientClipping.Scale(sum, clipNorm);
    }

    /// <summary>Takes the step. The gradients of a layer are used while they are still in the cache, unless all had to
    /// be known before.</summary>
    public void Update(int thread)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var (start, end) = Part(l, thread);
            if (_clipNorm is null) SumGradients(l, thread, start, end);
            if (SeenBy(l) is { } seen) _layers[l].UpdateWeights(_batch.Step, seen, start, end);
            else if (start < end) _layers[l].UpdateWeights(_batch.Step, start, end);
            if (thread == 0) _layers[l].UpdateVectors(_batch.Step);
        }
    }

    /// <summary>The phase after <see cref="Update"/>, where the norms of weights are limited: each thread owns some
    /// weighted sums.</summary>
    public void LimitNorms(int thread)
    {
        foreach (var layer in _layers)
        {
            var (start, end) = Partition.Of(layer.Packed.SumStride, MatMul.Padding, thread, _batch.ThreadCount);
            if (start < end) layer.NormLimit!.Apply(start, end);
        }
    }

    private SeenInputs? SeenBy(int l) => l == 0 ? _batch.Seen : null;

    private int InputCount(int l) => SeenBy(l)?.Count ?? _layers[l].Packed.InputSize;

    private (int Start, int End) Part(int l, int thread) => SeenBy(l) is { } seen
        ? seen.Part(thread, _batch.ThreadCount)
        : Partition.Of(InputCount(l), Partition.TileRows, thread, _batch.ThreadCount);

    private void SumGradients(int l, int thread, int start, int end)
    {
        var dSums = _rows.Workspace.Layers[l].dSums;
        if (SeenBy(l) is { } seen) _layers[l].SumGradients(seen, dSums, start, end);
        else if (start < end) _layers[l].SumGradients(_rows.InputOf(l), dSums, _batch.Size, start, end);
        if (thread == 0 && _layers[l].Normalization is null) _layers[l].SumBiasGradients(dSums, _batch.Size);
    }
}
