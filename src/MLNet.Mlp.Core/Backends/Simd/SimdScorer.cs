using System.Collections.Concurrent;

namespace MLNet.Mlp.Backends;

/// <summary>Scores rows in blocks on the calling thread. Workspaces are kept for reuse, so nothing is allocated once each
/// concurrent caller has been served.</summary>
internal sealed unsafe class SimdScorer : IScorer
{
    private const int BlockRows = 64;

    private readonly Network _shape;
    private readonly PackedLayer[] _layers;
    private readonly ConcurrentBag<AlignedBuffer> _workspaces = [];
    private readonly int _widest;

    public SimdScorer(Network network)
    {
        _shape = network;
        _layers = [.. network.Layers.Select(layer => new PackedLayer(layer))];
        _widest = _layers.Max(layer => layer.Stride);
    }

    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, features, scores);
        if (!_workspaces.TryTake(out var workspace)) workspace = new AlignedBuffer(2L * BlockRows * _widest);
        for (var start = 0; start < rowCount; start += BlockRows)
        {
            var rows = Math.Min(BlockRows, rowCount - start);
            ScoreBlock(features.Slice(start * _shape.InputSize, rows * _shape.InputSize),
                scores.Slice(start * _shape.OutputSize, rows * _shape.OutputSize), rows, workspace);
        }
        _workspaces.Add(workspace);
    }

    public void Score(SparseFeatures features, Span<float> scores) => throw new NotImplementedException();

    private void ScoreBlock(ReadOnlySpan<float> features, Span<float> scores, int rowCount, AlignedBuffer workspace)
    {
        // Layers write to the two halves of the workspace in turn.
        float* output = workspace.Pointer, other = workspace.Pointer + (nint)BlockRows * _widest;
        fixed (float* x = features)
        {
            var input = x;
            nint inputStride = _shape.InputSize;
            foreach (var layer in _layers)
            {
                layer.Forward(input, inputStride, output, output, rowCount);
                input = output;
                inputStride = layer.Stride;
                output = other;
                other = input;
            }
            for (var row = 0; row < rowCount; row++)
            {
                var logits = new Span<float>(input + row * inputStride, _shape.OutputSize);
                SimdSoftmax.Softmax(logits);
                logits.CopyTo(scores.Slice(row * _shape.OutputSize, _shape.OutputSize));
            }
        }
    }
}
