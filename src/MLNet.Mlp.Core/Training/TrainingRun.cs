using System.Diagnostics;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>One run of training: epoch after epoch, until there is a reason to stop.</summary>
internal sealed class TrainingRun : IDisposable
{
    /// <summary>Rows between two looks at whatever may end or save the run.</summary>
    private const int RowsBetweenChecks = 8192;

    private readonly TrainingRows _rows;
    private readonly LabeledRows? _validation;
    private readonly TrainingOptions _options;
    private readonly TrainingControl _control;
    private readonly bool _hasAccuracy;
    private readonly StopRule _stop;
    private readonly ITrainingSession _session;
    private readonly ConvergenceRule _convergence;
    private readonly BestNetwork _best = new();

    private readonly List<EpochReport> _history = [];
    private readonly List<double> _losses = [];
    private readonly Stopwatch _epochTime = new();

    // The network after the last step looked at, and before the epoch at hand.
    private readonly Network _network;
    private readonly Network _lastGood;

    // The epoch at hand.
    private long _rowsDone;
    private Totals _totals;

    public TrainingRun(
        Network initial, TrainingRows rows, LabeledRows? validation, TrainingOptions options, TrainingControl control,
        IBackend backend)
    {
        (_rows, _validation, _options, _control) = (rows, validation, options, control);
        _hasAccuracy = new Objective(initial, options).HasAccuracy;
        _stop = new StopRule(options.MaximumDuration, control.CancellationToken);
        _convergence = new ConvergenceRule(options.ConvergenceTolerance, options.ConvergencePatience);
        (_network, _lastGood) = (initial.Clone(), initial.Clone());
        WarnOfBatchesOfOneRow();
        _session = backend.StartTraining(initial, options);
    }

    /// <summary>The epoch at hand, from 1.</summary>
    private int Epoch => _history.Count + 1;

    public TrainingResult Run()
    {
        var reason = TrainEpochs();
        var best = _options.RestoreBest ? _best.Network : null;
        return new TrainingResult(best ?? _network, _history, reason, best is null ? null : _best.Epoch);
    }

    public void Dispose() => _session.Dispose();

    private StopReason TrainEpochs()
    {
        while (_history.Count < _options.Epochs)
        {
            var rates = new EpochRates(_options, Epoch, _rows.BatchCount, _losses);
            _epochTime.Start();
            var reason = TrainEpoch(rates);
            _epochTime.Stop();
            UpdateNetwork(rates);
            reason ??= EndEpoch(rates);
            if (reason is not null) return reason.Value;
        }
        return StopReason.EpochsDone;
    }

    /// <summary>Takes the steps of the epoch that are still to be done; returns why it was left early, if it was.</summary>
    private StopReason? TrainEpoch(EpochRates rates)
    {
        var batchSize = _rows.BatchSize;
        var chunk = _options.Schedule.ChangesEachStep ? batchSize : Math.Max(1, RowsBetweenChecks / batchSize) * batchSize;
        foreach (var block in _rows.Blocks(Epoch, _rowsDone))
        {
            for (var start = (int)(_rowsDone - block.Start); start < block.Order.Length; start += chunk)
            {
                if (_stop.Reason is { } reason) return reason;
                var order = block.Order.Slice(start, Math.Min(chunk, block.Order.Length - start));
                _session.Train(block.Data, order.Span, batchSize, rates.Of((int)(_rowsDone / batchSize) + 1));
                _rowsDone += order.Length;
                _totals = _totals.Add(_session.TakeTotals());
                if (_totals.FirstNonFiniteBatch is { } bad) throw Diverged(bad + 1, rates);
            }
        }
        return null;
    }

    /// <summary>Fetches the parameters as they are now.</summary>
    private void UpdateNetwork(EpochRates rates)
    {
        _session.CopyParametersTo(_network);
        // Weights that overflow in the very last step show in no loss yet: blame that step.
        if (!_network.AllParametersAreFinite()) throw Diverged((int)((_rowsDone - 1) / _rows.BatchSize) + 1, rates);
    }

    /// <summary>Measures, reports and closes an epoch whose steps are all done; returns why it is to be the last, if it is.
    /// </summary>
    private StopReason? EndEpoch(EpochRates rates)
    {
        TrainingChecks.CheckWeightSum(_totals.WeightSum, "training", "training");
        var report = new EpochReport(Epoch, _totals.MeanLoss, Accuracy(_totals), rates.OfLast, _totals.RowCount,
            _epochTime.Elapsed, _validation is null ? null : Validate(_validation));
        _history.Add(report);
        _losses.Add(report.WatchedLoss);
        _lastGood.CopyFrom(_network);
        _best.Offer(report, _network);
        (_rowsDone, _totals) = (0, default);
        _epochTime.Reset();

        var end = new EpochEnd(report, _network);
        _control.OnEpochEnd?.Invoke(end);
        var converged = _convergence.HasConverged(report.WatchedLoss);
        return end.StopRequested ? StopReason.Stopped : converged ? StopReason.Converged : null;
    }

    private ValidationReport Validate(LabeledRows validation)
    {
        var started = Stopwatch.GetTimestamp();
        var totals = _session.Evaluate(validation);
        TrainingChecks.CheckWeightSum(totals.WeightSum, "validation", nameof(TrainingControl.Validation));
        return new ValidationReport(totals.MeanLoss, Accuracy(totals), Stopwatch.GetElapsedTime(started));
    }

    private void WarnOfBatchesOfOneRow()
    {
        if (!_network.Layers.Any(layer => layer.Normalization is not null)) return;
        if (_rows.BatchSize > 1 && _rows.RowCount % _rows.BatchSize != 1) return;
        _control.OnWarning?.Invoke(
            $"Batch normalization makes nothing of a batch of one row, and with {nameof(TrainingOptions.BatchSize)} " +
            $"{_rows.BatchSize} and {_rows.RowCount} training rows there is one. Try another size.");
    }

    private double? Accuracy(Totals totals) => _hasAccuracy ? totals.Accuracy : null;

    private TrainingDivergedException Diverged(int batch, EpochRates rates) =>
        new(Epoch, batch, rates.Of(batch), _lastGood);
}
