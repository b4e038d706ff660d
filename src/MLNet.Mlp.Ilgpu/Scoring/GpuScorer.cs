using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Scores rows on a GPU, in blocks and on two streams in turn, so that the copy of a block to the device, the work on
/// another and the copy back of a third overlap. Batch normalization is folded into the weights first and costs
/// nothing. Calls from several threads are served one after another, as they would share the device anyway. It need not
/// be disposed: what it has on the device is freed when it is collected, if later.
/// </summary>
internal sealed class GpuScorer : IScorer, IDisposable
{
    /// <summary>Floats that the widest layer of a block has: large enough for the full speed of the bus, and for a
    /// block to occupy the device.</summary>
    private const int DefaultBlockLength = 1 << 22;

    private const int LeastBlockRows = 64, MostBlockRows = 1 << 16;

    private readonly OpenDevice _device;
    private readonly Network _shape;
    private readonly GpuScorerLayer[] _layers;
    private readonly GpuScorerStream?[] _streams = new GpuScorerStream?[2];
    private readonly Gpu _gpu;
    private readonly Lock _lock = new();
    private readonly int _blockLength;
    private bool _isDisposed;

    /// <param name="device">Where.</param>
    /// <param name="gpu">A stream, for the weights; it is disposed with the scorer.</param>
    /// <param name="network">The network.</param>
    /// <param name="blockLength">See <see cref="DefaultBlockLength"/>.</param>
    public GpuScorer(OpenDevice device, Gpu gpu, Network network, int blockLength = DefaultBlockLength)
    {
        (_device, _gpu, _shape, _blockLength) = (device, gpu, network.Fold(), blockLength);
        _layers = [.. _shape.Layers.Select(layer => new GpuScorerLayer(gpu, layer))];
        var widest = _shape.Layers.Max(layer => Math.Max(layer.InputSize, layer.SumCount));
        BlockRows = Math.Clamp(blockLength / widest, LeastBlockRows, MostBlockRows);
        _streams[0] = CreateStream(); // So that the first rows do not wait for their kernels.
    }

    /// <summary>The most rows of a block.</summary>
    public int BlockRows { get; }

    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, features, scores);
        lock (_lock) ScoreBlocks(new DenseInputs(features, _shape.InputSize), rowCount, scores);
    }

    public void Score(SparseFeatures features, Span<float> scores)
    {
        ScorerShapes.Check(_shape, features, scores);
        lock (_lock) ScoreBlocks(new SparseInputs(features), features.RowCount, scores);
    }

    public void Score(
        ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, rowStarts, columns, values, scores);
        lock (_lock) ScoreBlocks(new CompressedInputs(rowStarts, columns, values), rowCount, scores);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            try
            {
                _gpu.Enter();
                DropStreams();
                foreach (var layer in _layers) layer.Dispose();
            }
            catch (AcceleratorException)
            {
                // A device that has failed cannot free memory either.
            }
            finally
            {
                _gpu.DisposeQuietly();
            }
        }
    }

    private void ScoreBlocks<TInputs>(TInputs inputs, int rowCount, Span<float> scores)
        where TInputs : IScorerInputs, allows ref struct
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            _gpu.Enter();
            var blockCount = 0;
            for (var start = 0; start < rowCount; blockCount++)
            {
                var stream = _streams[blockCount & 1] ??= CreateStream();
                stream.Finish(scores);
                start += stream.Begin(inputs, start, Math.Min(BlockRows, rowCount - start));
            }
            foreach (var stream in _streams) stream?.Finish(scores);
        }
        catch (Exception e)
        {
            // They may be at work still, or lack some of their memory.
            var failure = GpuFailure.Is(e) ? _device.Fail(e) : null;
            DropStreams();
            if (failure is not null) throw failure;
            throw;
        }
    }

    /// <summary>Non-zeros take two numbers each.</summary>
    private GpuScorerStream CreateStream()
    {
        var gpu = _device.CreateGpu();
        try
        {
            return new(gpu, _layers, _shape.Output, BlockRows, _blockLength / 2);
        }
        catch
        {
            gpu.DisposeQuietly();
            throw;
        }
    }

    private void DropStreams()
    {
        for (var i = 0; i < _streams.Length; i++)
        {
            var stream = _streams[i];
            _streams[i] = null;
            stream?.Dispose();
        }
    }
}
