namespace MLNet.Mlp.Backends;

/// <summary>
/// Training by phases, with a meeting of the threads after each. A plain step has two:
/// <list type="number">
/// <item><see cref="RowPass"/>: each thread owns some rows of the batch, and takes them forward, measures the loss and
/// takes the gradient back to every layer's dZ;</item>
/// <item><see cref="UpdatePass"/>: each thread owns some rows of every weight matrix, sums their gradient over the
/// whole batch and updates them.</item>
/// </list>
/// Batch normalization, clipping by norm and limits to the norms of weights add phases of their own. No sum is ever
/// shared between threads, so the result does not depend on their number.
/// </summary>
internal sealed class SimdTrainingSession : ITrainingSession
{
    /// <summary>Multiply-adds of one step below which a second thread costs more than it brings.</summary>
    internal const long MinimumWorkPerThread = 2_000_000;

    private const int EvaluationBatchSize = 256;

    private readonly TrainingOptions _options;
    private readonly TrainableLayer[] _layers;
    private readonly SimdBatch _batch;
    private readonly RowPass _rows;
    private readonly UpdatePass _update;
    private readonly Action<int>[] _trainingPhases;
    private readonly Action<int>[] _evaluationPhases;
    private readonly Action<int> _sumGradients;
    private readonly Action<int> _updateParameters;
    private readonly Action<int> _limitNorms;
    private readonly int[] _evaluationRows = new int[EvaluationBatchSize];
    private ThreadTeam? _team;
    private Totals _totals;

    public SimdTrainingSession(Network network, TrainingOptions options)
    {
        _options = options;
        _layers = [.. network.Layers.Select((layer, l) => new TrainableLayer(layer, options, isFirst: l == 0))];
        _batch = new SimdBatch(network.InputSize);
        _rows = new RowPass(_layers, new Objective(network, options), _batch, options.Seed);
        _update = new UpdatePass(_layers, _batch, _rows, options);
        (_trainingPhases, _evaluationPhases) = (_rows.TrainingPhases(), _rows.EvaluationPhases());
        (_sumGradients, _updateParameters, _limitNorms) = (_update.SumGradients, _update.Update, _update.LimitNorms);
    }

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, float learningRate)
    {
        for (; rows.Length > 0; rows = rows[_batch.Size..])
        {
            Load(data, rows[..Math.Min(batchSize, rows.Length)], training: true);
            _batch.Step = new StepValues(_batch.Step.Number + 1, learningRate);
            foreach (var phase in _trainingPhases) Run(phase);
            _totals = _totals.Add(_rows.Workspace.Measures.Sum(_batch.Size));
            if (_options.ClipNorm is { } clipNorm)
            {
                Run(_sumGradients);
                _batch.Step = _batch.Step with { GradientScale = _update.GradientScale(clipNorm) };
            }
            Run(_updateParameters);
            if (_options.MaxNorm is not null) Run(_limitNorms);
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
        foreach (var layer in _layers) layer.Normalization?.UseRunningStatistics();
        var totals = default(Totals);
        for (var start = 0; start < data.RowCount; start += EvaluationBatchSize)
        {
            var rows = _evaluationRows.AsSpan(0, Math.Min(EvaluationBatchSize, data.RowCount - start));
            for (var i = 0; i < rows.Length; i++) rows[i] = start + i;
            Load(data, rows, training: false);
            foreach (var phase in _evaluationPhases) Run(phase);
            totals = totals.Add(_rows.Workspace.Measures.Sum(_batch.Size));
        }
        return totals;
    }

    public void CopyParametersTo(Network network)
    {
        for (var l = 0; l < _layers.Length; l++) _layers[l].CopyTo(network.Layers[l]);
    }

    public SessionState SaveState() =>
        new(_batch.Step.Number, [.. _layers.SelectMany((layer, l) => layer.SaveStates(NameOf(l)))]);

    public void LoadState(SessionState state)
    {
        state.RequireNoneBut([.. SaveState().Tensors.Select(tensor => tensor.Name)]);
        for (var l = 0; l < _layers.Length; l++) _layers[l].LoadStates(NameOf(l), state);
        _batch.Step = new StepValues(state.StepCount, 0);
    }

    public void Dispose() => _team?.Dispose();

    private static string NameOf(int l) => $"layers.{l}";

    private void Load(LabeledRows data, ReadOnlySpan<int> rows, bool training)
    {
        _batch.Load(data, rows, training);
        _rows.Reserve();
        if (training) _update.Reserve();
        // All members of a team meet after each phase, so it has none that a step of the usual size would not use.
        _team ??= new ThreadTeam(UsefulThreads(
            Work(rows.Length) / rows.Length * _options.BatchSize, _options.Threads ?? Environment.ProcessorCount));
        _batch.ThreadCount = UsefulThreads(Work(rows.Length), _team.Size);
    }

    /// <summary>Multiply-adds of the batch at hand. The way forward, the gradient of the weights and that of the input
    /// cost the same.</summary>
    private double Work(int rowCount)
    {
        var weights = (double)_batch.CountFeatures() * _layers[0].Packed.SumCount;
        for (var l = 1; l < _layers.Length; l++)
            weights += (double)rowCount * _layers[l].Packed.InputSize * _layers[l].Packed.SumCount;
        return 3 * weights;
    }

    private static int UsefulThreads(double work, int most) => (int)Math.Clamp(work / MinimumWorkPerThread, 1, most);

    private void Run(Action<int> phase)
    {
        if (_batch.ThreadCount == 1) phase(0);
        else _team!.Run(phase);
    }
}
