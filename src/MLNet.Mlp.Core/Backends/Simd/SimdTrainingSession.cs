namespace MLNet.Mlp.Backends;

/// <summary>
/// Training by phases, with a meeting of the threads after each:
/// <list type="number">
/// <item><see cref="RowPass"/> takes the batch forward, measures the loss and takes the gradient back to every layer's
/// dZ. Each thread owns some rows of the batch, and of large products some panels.</item>
/// <item><see cref="UpdatePass"/> sums the gradient of the weights over the whole batch and updates them. Each thread
/// owns some rows of some panels of the weights.</item>
/// </list>
/// Batch normalization, clipping by norm and limits to the norms of weights add phases of their own. No sum is ever
/// shared between threads, so the result does not depend on their number.
/// </summary>
internal sealed class SimdTrainingSession : ITrainingSession
{
    /// <summary>Multiply-adds of one step below which a second thread costs more than it brings.</summary>
    internal const long MinimumWorkPerThread = 500_000;

    private const int EvaluationBatchSize = 256;

    private readonly TrainingOptions _options;
    private readonly TrainableLayer[] _layers;
    private readonly SimdBatch _batch;
    private readonly RowPass _rows;
    private readonly UpdatePass _update;
    private readonly StepPhases _densePhases;
    private readonly StepPhases _sparsePhases;
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
        (_densePhases, _sparsePhases) = (CreatePhases(sparse: false), CreatePhases(sparse: true));
    }

    /// <summary>What the threads do in an evaluation; and in a step of training, until the gradients are clipped, and
    /// then.</summary>
    private readonly record struct StepPhases(Action<int>[] Evaluate, Action<int>[] First, Action<int>[] Last);

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
    {
        for (var step = 0; rows.Length > 0; rows = rows[_batch.Size..], step++)
        {
            Load(data, rows[..Math.Min(batchSize, rows.Length)], training: true);
            _batch.Step = new StepValues(
                _batch.Step.Number + 1, StepValues.RateOf(learningRates, step));
            if (_options.ClipNorm is not { } clipNorm)
            {
                _update.Begin(gradientScale: 1);
                Run(Phases.First);
            }
            else
            {
                Run(Phases.First);
                _update.Begin(_update.GradientScale(clipNorm));
                Run(Phases.Last);
            }
            _totals = _totals.Add(_rows.Workspace.Measures.Sum(_batch.Size));
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
            Run(Phases.Evaluate);
            totals = totals.Add(_rows.Workspace.Measures.Sum(_batch.Size));
        }
        return totals;
    }

    public bool HasFiniteParameters() => Array.TrueForAll(_layers, layer => layer.HasFiniteParameters());

    public void CopyParametersTo(Network network)
    {
        for (var l = 0; l < _layers.Length; l++) _layers[l].CopyTo(network.Layers[l]);
    }

    public SessionState SaveState() =>
        new(_batch.Step.Number, [.. _layers.SelectMany((layer, l) => layer.SaveStates(NameOf(l)))]);

    public void LoadState(SessionState state)
    {
        state.RequireNoneBut([.. _layers.SelectMany((layer, l) => layer.StateNames(NameOf(l)))]);
        for (var l = 0; l < _layers.Length; l++) _layers[l].LoadStates(NameOf(l), state);
        _batch.Step = new StepValues(state.StepCount, 0);
    }

    public void Dispose() => _team?.Dispose();

    private StepPhases Phases => _batch.Sparse is null ? _densePhases : _sparsePhases;

    private static string NameOf(int l) => $"layers.{l}";

    private StepPhases CreatePhases(bool sparse)
    {
        var gradients = _rows.TrainingPhases(sparse);
        Action<int>[] update = _options.MaxNorm is null ? [_update.Update] : [_update.Update, _update.LimitNorms];
        return _options.ClipNorm is null
            ? new StepPhases(_rows.EvaluationPhases(sparse), [.. gradients, .. update], [])
            : new StepPhases(_rows.EvaluationPhases(sparse), [.. gradients, _update.SumGradients], update);
    }

    private void Load(LabeledRows data, ReadOnlySpan<int> rows, bool training)
    {
        _batch.Load(data, rows, training);
        _rows.Reserve();
        // All members of a team meet after each phase, so it has none that a step of the usual size would not use.
        _team ??= new ThreadTeam(UsefulThreads(
            Work(_options.BatchSize * AverageFeatures(data), _options.BatchSize),
            _options.Threads ?? Environment.ProcessorCount));
        _batch.ThreadCount = UsefulThreads(Work(_batch.CountFeatures(), rows.Length), _team.Size);
        if (training) _update.Reserve();
    }

    /// <summary>Features of a row that are not known to be zero.</summary>
    private static double AverageFeatures(LabeledRows data) => data.Features is SparseFeatures sparse
        ? (double)sparse.NonZeroCount / sparse.RowCount
        : data.Features.ColumnCount;

    /// <summary>Multiply-adds of a batch. The way forward, the gradient of the weights and that of the input cost the
    /// same.</summary>
    /// <param name="featureCount">Features of all its rows that are not known to be zero.</param>
    /// <param name="rowCount">Its rows.</param>
    private double Work(double featureCount, int rowCount)
    {
        var weights = featureCount * _layers[0].Packed.SumCount;
        for (var l = 1; l < _layers.Length; l++)
            weights += (double)rowCount * _layers[l].Packed.InputSize * _layers[l].Packed.SumCount;
        return 3 * weights;
    }

    private static int UsefulThreads(double work, int most) => (int)Math.Clamp(work / MinimumWorkPerThread, 1, most);

    private void Run(Action<int>[] phases)
    {
        if (_batch.ThreadCount > 1) _team!.Run(phases);
        else foreach (var phase in phases) phase(0);
    }
}
