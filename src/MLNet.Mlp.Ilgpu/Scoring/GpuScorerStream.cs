using System.Numerics;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>One of a scorer's streams: takes a block of rows at a time through the network.</summary>
internal sealed class GpuScorerStream : IDisposable
{
    private const int LeastRows = 64;

    private readonly Gpu _gpu;
    private readonly int _inputSize, _inputStride, _outputSize, _mostRows, _mostNonZeros;
    private readonly LayerForward[] _layers;
    private readonly ScoreKernels _scores;

    private readonly HostBuffer<float> _hostValues, _hostScores;
    private readonly HostBuffer<int> _hostColumns;
    private readonly HostBuffer<long> _hostRowStarts;
    private readonly GrowingBuffer<float> _deviceValues, _deviceScores;
    private readonly GrowingBuffer<int> _deviceColumns;
    private readonly GrowingBuffer<long> _deviceRowStarts;

    // The block at work.
    private int _start, _rowCount;

    /// <param name="gpu">The stream; it is disposed with this.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="output">How the outputs follow from the logits.</param>
    /// <param name="mostRows">Rows of a block.</param>
    /// <param name="mostNonZeros">Non-zeros of a block of sparse rows; a single row may have more.</param>
    public GpuScorerStream(
        Gpu gpu, GpuScorerLayer[] layers, OutputActivation output, int mostRows, int mostNonZeros)
    {
        (_gpu, _mostRows, _mostNonZeros) = (gpu, mostRows, mostNonZeros);
        (_inputSize, _outputSize) = (layers[0].Shape.InputSize, layers[^1].Shape.OutputSize);
        _inputStride = DeviceMatrix.Pad(_inputSize);
        _layers = [.. layers.Select(layer => new LayerForward(gpu, layer))];
        _scores = new ScoreKernels(gpu, output);
        (_hostValues, _hostScores) = (new(gpu), new(gpu));
        (_hostColumns, _hostRowStarts) = (new(gpu), new(gpu));
        (_deviceValues, _deviceScores) = (new(gpu), new(gpu));
        (_deviceColumns, _deviceRowStarts) = (new(gpu), new(gpu));
    }

    /// <summary>Starts on rows; the block before must be finished.</summary>
    /// <param name="inputs">All rows.</param>
    /// <param name="start">The first row.</param>
    /// <param name="rowCount">How many, at least 1; of sparse ones fewer may be taken.</param>
    /// <returns>How many were taken.</returns>
    public int Begin<TInputs>(TInputs inputs, int start, int rowCount) where TInputs : IScorerInputs, allows ref struct
    {
        MatrixView logits;
        if (inputs.AreSparse)
        {
            var x = Load(inputs, start, ref rowCount);
            logits = _layers[0].Forward(x, rowCount, Capacity(rowCount));
        }
        else
        {
            logits = _layers[0].Forward(LoadDense(inputs, start, rowCount), rowCount, Capacity(rowCount));
        }
        for (var layer = 1; layer < _layers.Length; layer++)
            logits = _layers[layer].Forward(new InputRows(logits, default), rowCount, Capacity(rowCount));

        var scores = _deviceScores.Reserve((long)Capacity(rowCount) * _outputSize);
        _scores.Run(logits, rowCount, _outputSize, scores);
        _hostScores.Reserve(checked(Capacity(rowCount) * _outputSize));
        _hostScores.CopyFrom(scores, rowCount * _outputSize);
        (_start, _rowCount) = (start, rowCount);
        return rowCount;
    }

    /// <summary>Waits for the block that was begun, if any, and writes its scores.</summary>
    /// <param name="scores">Those of all rows.</param>
    public void Finish(Span<float> scores)
    {
        if (_rowCount == 0) return;
        _gpu.Stream.Synchronize();
        _hostScores.Span[..(_rowCount * _outputSize)].CopyTo(scores[(_start * _outputSize)..]);
        _rowCount = 0;
    }

    public void Dispose()
    {
        try
        {
            _gpu.Stream.Synchronize();
            foreach (var layer in _layers) layer.Dispose();
            _hostValues.Dispose();
            _hostScores.Dispose();
            _hostColumns.Dispose();
            _hostRowStarts.Dispose();
            _deviceValues.Dispose();
            _deviceScores.Dispose();
            _deviceColumns.Dispose();
            _deviceRowStarts.Dispose();
        }
        catch (AcceleratorException)
        {
            // A device that fails here has failed before, which its user has been or is being told.
        }
        finally
        {
            _gpu.DisposeQuietly();
        }
    }

    /// <summary>Rows to have memory for: few where a few are scored, and not a new number each time.</summary>
    private int Capacity(int rowCount) =>
        Math.Min((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(rowCount, LeastRows)), _mostRows);

    private InputRows LoadDense<TInputs>(TInputs inputs, int start, int rowCount)
        where TInputs : IScorerInputs, allows ref struct
    {
        var length = checked(Capacity(rowCount) * _inputStride);
        var host = _hostValues.Reserve(length);
        for (var row = 0; row < rowCount; row++)
        {
            inputs.Row(start + row, out _).CopyTo(host[(row * _inputStride)..]);
            // Other rows may have been there.
            host[(row * _inputStride + _inputSize)..((row + 1) * _inputStride)].Clear();
        }
        var device = _deviceValues.Reserve(length);
        _hostValues.CopyTo(device, rowCount * _inputStride);
        return new InputRows(new MatrixView(device, rowCount, _inputSize, _inputStride), default);
    }

    /// <summary>Zeros are left out, so that they do not change the order of sums.</summary>
    private SparseView Load<TInputs>(TInputs inputs, int start, ref int rowCount)
        where TInputs : IScorerInputs, allows ref struct
    {
        var starts = _hostRowStarts.Reserve(Capacity(rowCount) + 1);
        int used = 0, longest = 0, taken = 0;
        for (; taken < rowCount; taken++)
        {
            var values = inputs.Row(start + taken, out var columns);
            if (taken > 0 && used + (long)values.Length > _mostNonZeros) break;
            var (first, wanted) = (used, used + values.Length);
            if (wanted > _hostValues.Span.Length)
            {
                var length = (int)Math.Max(wanted, Math.Min(2L * wanted, _mostNonZeros));
                _hostValues.Reserve(length);
                _hostColumns.Reserve(length);
            }
            if (wanted > _hostColumns.Span.Length) _hostColumns.Reserve(_hostValues.Span.Length);
            var hostValues = _hostValues.Span;
            var hostColumns = _hostColumns.Span;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] == 0) continue;
                (hostColumns[used], hostValues[used]) = (columns[i], values[i]);
                used++;
            }
            starts[taken] = first;
            longest = Math.Max(longest, used - first);
        }
        starts[taken] = used;
        rowCount = taken;

        var (deviceStarts, deviceColumns) = (_deviceRowStarts.Reserve(taken + 1L), _deviceColumns.Reserve(used));
        var deviceValues = _deviceValues.Reserve(used);
        _hostRowStarts.CopyTo(deviceStarts, taken + 1);
        _hostColumns.CopyTo(deviceColumns, used);
        _hostValues.CopyTo(deviceValues, used);
        return new SparseView(deviceStarts, deviceColumns, deviceValues, _inputSize, longest);
    }
}
