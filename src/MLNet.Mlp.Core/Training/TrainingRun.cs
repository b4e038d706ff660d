using System.Diagnostics;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Checkpoints;

namespace MLNet.Mlp;

/// <summary>One run of training: epoch after epoch, until there is a reason to stop.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingRows _rows;
    private readonly LabeledRows? _validation;
    private readonly TrainingOptions _options;
    private readonly TrainingControl _control;
    private readonly bool _hasAccuracy;
    private readonly StopRule _stop;
    private readonly CheckpointWriter? _checkpoints;
    private readonly ITrainingSession _session;
    private readonly RunProgress _progress;

    // The learning rates of the steps between two checks, or the one that they all have.
    private readonly float[] _rate = new float[1];
    private float[]? _rates;

    // What has been warned of, as once is enough.
    private readonly HashSet<(GradientProblem, int)> _warned = [];

    // Before the epoch at hand, where there is no best network to give back instead; and after the last step.
    private readonly FetchedNetwork _network;
    private readonly BestNetwork _best = new();

    // For checkpoints within an epoch, while the network from before it is still wanted.
    private FetchedNetwork? _networkWithinEpoch;

    // Whether anybody may want the best network: the result, or a run that goes on from a checkpoint.
    private readonly bool _keepsBest;

    public TrainingRun(
        Network initial, TrainingRows rows, LabeledRows? validation, TrainingOptions options, TrainingControl control,
        IBackend backend)
    {
        (_rows, _validation, _options, _control) = (rows, validation, options, control);
        _hasAccuracy = new Objective(initial, options).HasAccuracy;
        control.ResumeFrom?.CheckContinuedBy(initial, rows, options);
        _stop = new StopRule(options.MaximumDuration, control.CancellationToken);
        _checkpoints = control.Checkpoints is { } checkpoints ? new CheckpointWriter(checkpoints) : null;
        _keepsBest = options.RestoreBest || control.KeepCheckpoint || _checkpoints is not null;
        _progress = new RunProgress(options);
        var start = control.ResumeFrom?.Network ?? initial;
        _network = new FetchedNetwork(start, mayOverwrite: control.GivesInitial && start == initial);
        WarnOfBatchesOfOneRow();
        _session = backend.StartTraining(start, options);
        if (control.ResumeFrom is not { } checkpoint) return;
        try
        {
            Resume(checkpoint);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public TrainingResult Run()
    {
        try
        {
            return TrainAndClose();
        }
        catch (BackendFailedException e)
        {
            throw Failed(e);
        }
    }

    public void Dispose() => _session.Dispose();

    private TrainingResult TrainAndClose()
    {
        var reason = TrainEpochs();
        if (_checkpoints?.IsDueAtEnd(_progress.History.Count, _progress.RowsDone) == true)
            _checkpoints.Write(CreateCheckpoint(_network.Fetch(_session), _best.Network));
        var (best, bestEpoch) = ToRestore;
        if (best is null) _network.Fetch(_session);
        var checkpoint = _control.KeepCheckpoint ? CreateCheckpointToKeep() : null;
        return new TrainingResult(best ?? _network.Give(), _progress.History, reason, bestEpoch)
        {
            RowsDone = _progress.RowsDone,
            Checkpoint = checkpoint,
        };
    }

    private StopReason TrainEpochs()
    {
        if (_progress is { HasConverged: true, RowsDone: 0 }) return StopReason.Converged;
        while (_progress.Epoch <= _options.Epochs)
        {
            var rates = new EpochRates(_options, _progress.Epoch, _rows.BatchCount, _progress.Losses);
            _progress.EpochTime.Start();
            var reason = TrainEpoch(rates);
            _progress.EpochTime.Stop();
            CheckParameters(rates);
            reason ??= EndEpoch(rates);
            if (reason is not null) return reason.Value;
            // What to give back should the next epoch diverge or fail.
            if (ToRestore.Network is null) _network.Fetch(_session);
        }
        return StopReason.EpochsDone;
    }

    /// <summary>Takes the steps of the epoch that are still to be done; returns why it was left early, if it
    /// was.</summary>
    private StopReason? TrainEpoch(EpochRates rates)
    {
        var batchSize = _rows.BatchSize;
        var chunkBatches = Math.Max(1, _options.RowsBetweenChecks / batchSize);
        var chunk = chunkBatches * batchSize;
        var chunkRates = _options.Schedule.ChangesEachStep ? _rates ??= new float[chunkBatches] : _rate;
        foreach (var block in _rows.Blocks(_progress.Epoch, _progress.RowsDone, _stop))
        {
            while (_progress.RowsDone < block.Start + block.Order.Length)
            {
                if (_stop.Reason is { } reason) return reason;
                if (_progress.RowsDone > 0 && _checkpoints is { IsDueAfterStep: true })
                    WriteCheckpointWithinEpoch(rates);

                var start = (int)(_progress.RowsDone - block.Start);
                var order = block.Order.Slice(start, Math.Min(chunk, block.Order.Length - start));
                _network.Outdate();
                var firstBatch = (int)(_progress.RowsDone / batchSize) + 1;
                for (var i = 0; i < Math.Min(chunkRates.Length, (order.Length + batchSize - 1) / batchSize); i++)
                    chunkRates[i] = rates.Of(firstBatch + i);
                _session.Train(block.Data, order.Span, batchSize, chunkRates);
                // Taken after each chunk, so that a run that is resumed adds the same numbers in the same order.
                _progress.Add(order.Length, _session.TakeTotals());
                if (_progress.EpochTotals.FirstNonFiniteBatch is { } bad) throw Diverged(bad + 1, rates);
            }
        }
        return _progress.RowsDone < _rows.RowCount ? _stop.Reason : null;
    }

    /// <summary>Weights that overflow in the very last step show in no loss yet: blame that step.</summary>
    private void CheckParameters(EpochRates rates)
    {
        if (!_session.HasFiniteParameters())
            throw Diverged((int)((_progress.RowsDone - 1) / _rows.BatchSize) + 1, rates);
    }

    /// <summary>Measures, reports and closes an epoch whose steps are all done; returns why it is to be the last, if it
    /// is.</summary>
    private StopReason? EndEpoch(EpochRates rates)
    {
        var totals = _progress.EpochTotals;
        TrainingChecks.CheckWeightSum(totals.WeightSum, "training", "training");
        var report = new EpochReport(_progress.Epoch, totals.MeanLoss, Accuracy(totals), rates.OfLast, totals.RowCount,
            _progress.EpochDuration, _validation is null ? null : Validate(_validation))
        {
            Layers = _options.MeasureLayers ? MeasureLayers() : null,
        };
        _progress.Add(report);
        if (_keepsBest && _best.IsSurpassedBy(report)) _best.Fetch(report, _session, MakeRoomForBest);

        var end = new EpochEnd(report, _session, _network.Network);
        try
        {
            _control.OnEpochEnd?.Invoke(end);
        }
        finally
        {
            end.Close();
        }
        // After the callback, which would else be left out where the run is killed now and resumed.
        if (_checkpoints?.IsDueAfterEpoch(report.Epoch) == true)
            _checkpoints.Write(CreateCheckpoint(_network.Fetch(_session), _best.Network));
        return end.StopRequested ? StopReason.Stopped : _progress.HasConverged ? StopReason.Converged : null;
    }

    /// <summary>Where there is a best network to give back, the one before the epoch at hand is no longer
    /// wanted.</summary>
    private Network MakeRoomForBest() =>
        _options.RestoreBest ? _network.GiveRoom() : _network.Network.CloneShape();

    private ValidationReport Validate(LabeledRows validation)
    {
        var started = Stopwatch.GetTimestamp();
        var totals = _session.Evaluate(validation);
        TrainingChecks.CheckWeightSum(totals.WeightSum, "validation", nameof(TrainingControl.Validation));
        return new ValidationReport(totals.MeanLoss, Accuracy(totals), Stopwatch.GetElapsedTime(started));
    }

    private IReadOnlyList<LayerStatistics> MeasureLayers()
    {
        var (data, rows) = _rows.Sample;
        var network = _network.Fetch(_session);
        var layers = LayerStatistics.Measure(network, data, rows, _options);
        foreach (var warning in GradientHealth.Warnings(network, layers))
            if (_warned.Add((warning.Problem, warning.Layer))) _control.OnWarning?.Invoke(warning.Message);
        return layers;
    }

    private void WriteCheckpointWithinEpoch(EpochRates rates)
    {
        _progress.EpochTime.Stop();
        CheckParameters(rates);
        // Once there is a best network, the one from before the epoch is no longer wanted.
        if (ToRestore.Network is not null) _networkWithinEpoch = null;
        else _networkWithinEpoch ??= new FetchedNetwork(_network.Network, mayOverwrite: false);
        var network = _networkWithinEpoch ?? _network;
        network.Outdate();
        _checkpoints!.Write(CreateCheckpoint(network.Fetch(_session), _best.Network));
        _progress.EpochTime.Start();
    }

    /// <summary>Where training ended, for the result, with which it shares no network.</summary>
    private TrainingCheckpoint CreateCheckpointToKeep()
    {
        var network = _network.Fetch(_session);
        return ToRestore.Network is { } best
            ? CreateCheckpoint(network, best.Clone())
            : CreateCheckpoint(network.Clone(), _best.Network);
    }

    /// <summary>The run as it is now. It shares the networks, and no more than these.</summary>
    private TrainingCheckpoint CreateCheckpoint(Network network, Network? best) =>
        new(network, _session.SaveState(), [.. _progress.History], RunFingerprint.Of(_options, _rows))
        {
            RowsDone = _progress.RowsDone,
            EpochTotals = _progress.EpochTotals,
            EpochDuration = _progress.EpochDuration,
            BestNetwork = best,
            BestEpoch = _best.Epoch,
        };

    private void Resume(TrainingCheckpoint checkpoint)
    {
        _session.LoadState(checkpoint.Session);
        _progress.Resume(checkpoint);
        if (checkpoint.BestEpoch is not { } best) return;
        if (_validation is not null) _best.Resume(checkpoint.History[best - 1], checkpoint.BestNetwork!);
        else
            _control.OnWarning?.Invoke(
                $"The run that is resumed had validation rows, and its best network after epoch {best}; this one has " +
                "none and returns its last network.");
    }

    private void WarnOfBatchesOfOneRow()
    {
        if (!_network.Network.Layers.Any(layer => layer.Normalization is not null)) return;
        if (_rows.BatchSize > 1 && _rows.RowCount % _rows.BatchSize != 1) return;
        _control.OnWarning?.Invoke(
            $"Batch normalization makes nothing of a batch of one row, and with {nameof(TrainingOptions.BatchSize)} " +
            $"{_rows.BatchSize} and {_rows.RowCount} training rows there is one. Try another size.");
    }

    private double? Accuracy(Totals totals) => _hasAccuracy ? totals.Accuracy : null;

    /// <summary>The network to give back instead of the last one, and its epoch; null for none.</summary>
    private (Network? Network, int? Epoch) ToRestore =>
        _options.RestoreBest ? (_best.Network, _best.Epoch) : (null, null);

    private TrainingDivergedException Diverged(int batch, EpochRates rates)
    {
        var (best, bestEpoch) = ToRestore;
        return new TrainingDivergedException(
            _progress.Epoch, batch, rates.Of(batch), _progress.History, best ?? _network.Give(), bestEpoch);
    }

    private TrainingFailedException Failed(BackendFailedException cause)
    {
        var (best, bestEpoch) = ToRestore;
        // What nothing has been learned by must not pass for a trained network.
        var isTrained = _control.ResumeFrom is not null || (_network.IsFetched && _progress.History.Count > 0);
        var network = best ?? (isTrained ? _network.Give() : null);
        return new TrainingFailedException(
            _progress.Epoch, _progress.History, network, bestEpoch, _checkpoints is { HasWritten: true }, cause);
    }
}
