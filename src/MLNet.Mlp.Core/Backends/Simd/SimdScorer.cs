using System.Collections.Concurrent;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>Scores rows in blocks on the calling thread. Batch normalization is folded into the weights first and costs
/// nothing. Workspaces are kept for reuse, so nothing is allocated once each concurrent caller has been
/// served.</summary>
internal sealed unsafe class SimdScorer : IScorer
{
    private const int BlockRows = 64;

    private readonly Network _shape;
    private readonly PackedLayer[] _layers;
    private readonly SimdActivation _sigmoid = SimdActivation.Of(Activation.Sigmoid);
    private readonly ConcurrentBag<AlignedBuffer> _workspaces = [];
    private readonly int _widest;

    public SimdScorer(Network network)
    {
        _shape = network.Fold();
        _layers = [.. _shape.Layers.Select(layer => new PackedLayer(layer))];
        _widest = _layers.Max(layer => layer.SumStride);
    }

    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, features, scores);
        var workspace = TakeWorkspace();
        var rows = stackalloc float*[BlockRows];
        fixed (float* x = features)
            for (var start = 0; start < rowCount; start += BlockRows)
            {
                var count = Math.Min(BlockRows, rowCount - start);
                SetPointers(rows, x + (nint)start * _shape.InputSize, _shape.InputSize, count);
                _layers[0].ComputeSums(rows, workspace.Pointer, count);
                ScoreSums(workspace, ScoresOf(scores, start, count), count);
            }
        _workspaces.Add(workspace);
    }

    public void Score(SparseFeatures features, Span<float> scores)
    {
        ScorerShapes.Check(_shape, features, scores);
        var workspace = TakeWorkspace();
        for (var start = 0; start < features.RowCount; start += BlockRows)
        {
            var count = Math.Min(BlockRows, features.RowCount - start);
            for (var row = 0; row < count; row++)
                _layers[0].ComputeSums(features[start + row], workspace.Pointer + (nint)row * _layers[0].SumStride);
            ScoreSums(workspace, ScoresOf(scores, start, count), count);
        }
        _workspaces.Add(workspace);
    }

    public void Score(
        ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, rowStarts, columns, values, scores);
        var workspace = TakeWorkspace();
        for (var start = 0; start < rowCount; start += BlockRows)
        {
            var count = Math.Min(BlockRows, rowCount - start);
            for (var row = 0; row < count; row++)
            {
                var (first, end) = (rowStarts[start + row], rowStarts[start + row + 1]);
                _layers[0].ComputeSums(
                    new SparseRow(columns[first..end], values[first..end]),
                    workspace.Pointer + (nint)row * _layers[0].SumStride);
            }
            ScoreSums(workspace, ScoresOf(scores, start, count), count);
        }
        _workspaces.Add(workspace);
    }

    private AlignedBuffer TakeWorkspace() =>
        _workspaces.TryTake(out var workspace) ? workspace : new AlignedBuffer(2L * BlockRows * _widest);

    private Span<float> ScoresOf(Span<float> scores, int start, int count) =>
        scores.Slice(start * _shape.OutputSize, count * _shape.OutputSize);

    /// <summary>Goes on from the weighted sums of the first layer, which lie at the start of the workspace.</summary>
    private void ScoreSums(AlignedBuffer workspace, Span<float> scores, int rowCount)
    {
        // Layers write to the two halves of the workspace in turn. Their outputs take the place of their sums: those of
        // a maxout layer are fewer, and so move towards the start over sums that have been read.
        float* sums = workspace.Pointer, other = workspace.Pointer + (nint)BlockRows * _widest;
        _layers[0].Activate(sums, sums, rowCount);
        var rows = stackalloc float*[BlockRows];
        for (var l = 1; l < _layers.Length; l++)
        {
            var input = sums;
            sums = other;
            other = input;
            SetPointers(rows, input, _layers[l - 1].OutputStride, rowCount);
            _layers[l].ComputeSums(rows, sums, rowCount);
            _layers[l].Activate(sums, sums, rowCount);
        }
        for (var row = 0; row < rowCount; row++)
            WriteOutputs(new Span<float>(sums + (nint)row * _layers[^1].OutputStride, _shape.OutputSize),
                scores.Slice(row * _shape.OutputSize, _shape.OutputSize));
    }

    private static void SetPointers(float** rows, float* first, nint stride, int rowCount)
    {
        for (var row = 0; row < rowCount; row++) rows[row] = first + row * stride;
    }

    private void WriteOutputs(Span<float> logits, Span<float> outputs)
    {
        switch (_shape.Output)
        {
            case OutputActivation.Softmax:
                RowSoftmax.Apply(logits, scale: 1, offset: 0, label: 0);
                logits.CopyTo(outputs);
                break;
            case OutputActivation.Sigmoid:
                _sigmoid.Forward(logits, outputs);
                break;
            default:
                logits.CopyTo(outputs);
                break;
        }
    }
}
