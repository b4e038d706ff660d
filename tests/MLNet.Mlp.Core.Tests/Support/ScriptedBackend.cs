using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A backend that computes nothing: it records what the training loop asks for and answers from a
/// script.</summary>
internal sealed class ScriptedBackend : IBackend, ITrainingSession
{
    private readonly List<WeakReference<Network>> _fetched = [];
    private Totals _totals;

    public string Name => "scripted";

    /// <summary>Rows of an epoch; null where they all come in one set.</summary>
    public int? RowsPerEpoch { get; init; }

    /// <summary>The rows visited in each epoch.</summary>
    public List<List<int>> Epochs { get; } = [];

    /// <summary>The first feature of each row visited.</summary>
    public List<float> FirstFeatures { get; } = [];

    public List<(int RowCount, int BatchSize)> Calls { get; } = [];

    /// <summary>The learning rate of each step.</summary>
    public List<float> Rates { get; } = [];

    /// <summary>The mean training loss of an epoch, from 1.</summary>
    public Func<int, double> Loss { get; init; } = _ => 1;

    /// <summary>The mean validation loss after an epoch, from 1.</summary>
    public Func<int, double> ValidationLoss { get; init; } = _ => 1;

    /// <summary>The batch whose loss is to be reported as not finite in an epoch, from 1.</summary>
    public Func<int, int?> NonFiniteBatch { get; init; } = _ => null;

    /// <summary>What the parameters are after an epoch, from 1.</summary>
    public Func<int, float> Parameter { get; init; } = epoch => epoch;

    public Action<int> OnTrainCall { get; init; } = _ => { };

    /// <summary>Called before parameters are fetched, with the number of the fetch, from 1.</summary>
    public Action<int> OnFetch { get; init; } = _ => { };

    /// <summary>How often parameters have been fetched.</summary>
    public int Fetches { get; private set; }

    public bool Disposed { get; private set; }

    public ITrainingSession StartTraining(Network network, TrainingOptions options) => this;

    public IScorer CreateScorer(Network network) => throw new NotSupportedException();

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
    {
        if (Epochs.Count == 0 || Epochs[^1].Count >= (RowsPerEpoch ?? data.RowCount)) Epochs.Add([]);
        var firstBatch = Epochs[^1].Count / batchSize;
        Epochs[^1].AddRange(rows);
        foreach (var row in rows) FirstFeatures.Add(data.Row(row)[0]);
        var batches = (rows.Length + batchSize - 1) / batchSize;
        Calls.Add((rows.Length, batchSize));
        for (var step = 0; step < batches; step++) Rates.Add(StepValues.RateOf(learningRates, step));
        var bad = NonFiniteBatch(Epochs.Count) - firstBatch;
        _totals = _totals.Add(new Totals(Loss(Epochs.Count) * rows.Length, rows.Length, 0, rows.Length, batches,
            bad >= 0 && bad < batches ? bad : null));
        OnTrainCall(Calls.Count);
    }

    public Totals TakeTotals()
    {
        var totals = _totals;
        _totals = default;
        return totals;
    }

    public Totals Evaluate(LabeledRows data) =>
        new(ValidationLoss(Epochs.Count) * data.RowCount, data.RowCount, data.RowCount, data.RowCount, 1, null);

    public bool HasFiniteParameters() => float.IsFinite(Parameter(Epochs.Count));

    public void CopyParametersTo(Network network)
    {
        OnFetch(++Fetches);
        _fetched.Add(new WeakReference<Network>(network));
        foreach (var layer in network.Layers) Array.Fill(layer.Weights, Parameter(Epochs.Count));
    }

    /// <summary>How many networks with fetched parameters somebody still holds.</summary>
    public int CountFetchedAndKept()
    {
        GC.Collect();
        return _fetched
            .Select(reference => reference.TryGetTarget(out var network) ? network : null)
            .OfType<Network>()
            .Distinct(ReferenceEqualityComparer.Instance)
            .Count();
    }

    public SessionState SaveState() => new(Calls.Count, []);

    public void LoadState(SessionState state) => throw new NotSupportedException();

    public void Dispose() => Disposed = true;
}
