namespace MLNet.Mlp.Backends;

/// <summary>
/// Training by two phases a step, with a meeting of the threads after each:
/// <list type="number">
/// <item>each thread owns some rows of the batch: gathers them, runs them forward, measures the loss, and runs the gradient
/// backward to every layer's dZ;</item>
/// <item>each thread owns some rows of every weight matrix: sums their gradient over the whole batch and updates them.
/// Where the norm of the gradient is clipped, all gradients are summed before the first weight is updated.</item>
/// </list>
/// No sum is ever shared between threads, so the result does not depend on their number.
/// </summary>
internal sealed unsafe class SimdTrainingSession : ITrainingSession
{
    /// <summary>Multiply-adds of one step below which a second thread costs more than it brings.</summary>
    internal const long MinimumWorkPerThread = 2_000_000;

    private const int EvaluationBatchSize = 256;

    private readonly float? _clipNorm;
    private readonly TrainableLayer[] _layers;
    private readonly Objective _objective;
    private readonly int _outputSize;
    private readonly long _parameterCount;
    private readonly ThreadTeam _team;
    private readonly Action<int> _runRows;
    private readonly Action<int> _sumGradients;
    private readonly Action<int> _updateWeights;

    private Workspace _workspace;
    private Totals _totals;

    // The step at hand, read by all threads.
    private LabeledRows _data = null!;
    private int[] _batch = [];
    private int _batchSize;
    private int _activeThreads;
    private bool _training;
    private StepValues _step;

    public SimdTrainingSession(Network network, TrainingOptions options)
    {
        _clipNorm = options.ClipNorm;
        _layers = [.. network.Layers.Select((layer, index) =>
            new TrainableLayer(layer, options, needsInputGradient: index > 0))];
        _objective = new Objective(network, options);
        _outputSize = network.OutputSize;
        _parameterCount = network.ParameterCount;
        _workspace = new Workspace(_layers, 0);
        // All members of a team meet after each phase, so it has none that a step of the usual size would not use.
        _team = new ThreadTeam(UsefulThreads(options.BatchSize, options.Threads ?? Environment.ProcessorCount));
        _runRows = RunRows;
        _sumGradients = SumGradients;
        _updateWeights = UpdateWeights;
    }

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, float learningRate)
    {
        (_data, _training) = (data, true);
        for (; rows.Length > 0; rows = rows[_batchSize..])
        {
            LoadBatch(rows[..Math.Min(batchSize, rows.Length)]);
            Run(_runRows);
            _totals = _totals.Add(_workspace.Measures.Sum(_batchSize));
            _step = new StepValues(_step.Number + 1, learningRate);
            if (_clipNorm is { } norm)
            {
                Run(_sumGradients);
                _step = _step with { GradientScale = GradientClipping.Scale(TotalSquares(), norm) };
            }
            Run(_updateWeights);
        }
    }

    public Totals TakeTotals()
    {
        var totals = _totals;
        _totals = default;
        return totals;
    }

    public Totals Evaluate(LabeledRows data)
    {
        (_data, _training) = (data, false);
        var totals = default(Totals);
        var rows = new int[data.RowCount];
        RowOrder.InOrder(rows);
        for (var start = 0; start < rows.Length; start += EvaluationBatchSize)
        {
            LoadBatch(rows.AsSpan(start, Math.Min(EvaluationBatchSize, rows.Length - start)));
            Run(_runRows);
            totals = totals.Add(_workspace.Measures.Sum(_batchSize));
        }
        return totals;
    }

    public void CopyParametersTo(Network network)
    {
        for (var l = 0; l < _layers.Length; l++) _layers[l].Packed.CopyTo(network.Layers[l]);
    }

    public SessionState SaveState() => throw new NotImplementedException();

    public void LoadState(SessionState state) => throw new NotImplementedException();

    public void Dispose() => _team.Dispose();

    private void LoadBatch(ReadOnlySpan<int> rows)
    {
        _batchSize = rows.Length;
        if (_batch.Length < rows.Length)
        {
            _batch = new int[rows.Length];
            _workspace = new Workspace(_layers, rows.Length);
        }
        rows.CopyTo(_batch);
        _activeThreads = UsefulThreads(_batchSize, _team.Size);
    }

    private int UsefulThreads(int batchSize, int most) =>
        (int)Math.Clamp(3.0 * _parameterCount * batchSize / MinimumWorkPerThread, 1, most);

    private void Run(Action<int> phase)
    {
        if (_activeThreads == 1) phase(0);
        else _team.Run(phase);
    }

    /// <summary>Phase 1 for one thread's rows of the batch.</summary>
    private void RunRows(int thread)
    {
        var (start, end) = Part(_batchSize, thread);
        if (start == end) return;
        var count = end - start;

        for (var row = start; row < end; row++)
            _data.Features.CopyRowTo(
                _batch[row], new Span<float>(_workspace.Activation(0, row), _layers[0].Packed.InputSize));
        for (var l = 0; l < _layers.Length; l++)
            _layers[l].Packed.Forward(_workspace.Activation(l, start), _workspace.Stride(l),
                _workspace.WeightedSums(l + 1, start), _workspace.Activation(l + 1, start), count);

        for (var row = start; row < end; row++)
        {
            // The last layer's outputs become dZ in place: nothing reads the logits again.
            var logits = new Span<float>(_workspace.Activation(_layers.Length, row), _outputSize);
            var targets = new Span<float>(_workspace.Targets(row), _outputSize);
            _workspace.Measures.Set(row, _objective.Measure(_data, _batch[row], _batchSize, logits, targets));
        }
        if (!_training) return;

        for (var l = _layers.Length - 1; l > 0; l--)
        {
            _layers[l].InputGradient(
                _workspace.Gradient(l + 1, start), _workspace.Gradient(l, start), _workspace.Stride(l), count);
            var (units, activation) = (_layers[l].Packed.InputSize, _layers[l - 1].Packed.ActivationLoops);
            for (var row = start; row < end; row++)
                activation.Backward(new Span<float>(_workspace.WeightedSums(l, row), units),
                    new Span<float>(_workspace.Activation(l, row), units),
                    new Span<float>(_workspace.Gradient(l, row), units));
        }
    }

    /// <summary>The first half of phase 2, where the norm of the gradient is clipped.</summary>
    private void SumGradients(int thread)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var (start, end) = Part(_layers[l].Packed.InputSize, thread);
            if (start == end) continue;
            SumGradients(l, start, end);
            _layers[l].SumSquares(start, end);
        }
    }

    /// <summary>Phase 2 for one thread's rows of each weight matrix. The gradients of a layer are used while they are still
    /// in the cache, unless all had to be known before.</summary>
    private void UpdateWeights(int thread)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var (start, end) = Part(_layers[l].Packed.InputSize, thread);
            if (start == end) continue;
            if (_clipNorm is null) SumGradients(l, start, end);
            _layers[l].Update(_step, start, end);
        }
    }

    private double TotalSquares()
    {
        double sum = 0;
        foreach (var layer in _layers) sum += layer.TotalSquares();
        return sum;
    }

    private void SumGradients(int l, int start, int end) => _layers[l].SumGradients(
        _workspace.Activation(l, 0), _workspace.Stride(l), _workspace.Gradient(l + 1, 0), _batchSize, start, end);

    /// <summary>The part of 0 .. count - 1 that a thread owns: whole tiles of 4 rows, and the rest to the last.</summary>
    private (int Start, int End) Part(int count, int thread)
    {
        const int TileRows = 4;
        var tiles = (count + TileRows - 1) / TileRows;
        int Bound(int part) => (int)Math.Min(count, (long)tiles * part / _activeThreads * TileRows);
        return thread < _activeThreads ? (Bound(thread), Bound(thread + 1)) : (0, 0);
    }
}
