using System.Diagnostics;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>Trains networks: epochs of shuffled mini-batches on any backend.</summary>
public static class TrainingLoop
{
    /// <summary>Rows between two looks at the cancellation token.</summary>
    private const int RowsBetweenCancellationChecks = 8192;

    /// <summary>Trains a copy of <paramref name="initial"/> with <see cref="TrainingOptions.Optimizer"/> on the mean softmax
    /// cross-entropy of mini-batches.</summary>
    /// <param name="initial">The network to start from; it is not changed.</param>
    /// <param name="training">The rows to train on.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="backend">Where to run; null for <see cref="SimdBackend"/>.</param>
    /// <param name="validation">Rows to measure on after each epoch, or null.</param>
    /// <param name="progress">Told of each epoch as it ends, on the calling thread.</param>
    /// <param name="cancellationToken">Ends training early, keeping the network so far.</param>
    /// <exception cref="ArgumentException">An option or a size does not fit; the message names it.</exception>
    /// <exception cref="TrainingDivergedException">The loss became NaN or infinite; carries the last good network.</exception>
    public static TrainingResult Train(
        Network initial,
        LabeledRows training,
        TrainingOptions options,
        IBackend? backend = null,
        LabeledRows? validation = null,
        Action<EpochReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        CheckFits(initial, training, nameof(training));
        if (validation is not null) CheckFits(initial, validation, nameof(validation));

        using var session = (backend ?? new SimdBackend()).StartTraining(initial, options);
        var network = initial.Clone();
        var lastGood = initial.Clone();
        var history = new List<EpochReport>();
        var losses = new List<double>();
        var convergence = new ConvergenceRule(options.ConvergenceTolerance, options.ConvergencePatience);
        var rows = new int[training.RowCount];
        RowOrder.InOrder(rows);

        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            if (options.Shuffle) RowOrder.Shuffle(rows, options.Seed, epoch);

            var rates = new EpochRates(options, epoch, rows.Length, losses);
            var started = Stopwatch.GetTimestamp();
            var whole = TrainEpoch(session, training, rows, options, rates, cancellationToken);
            var totals = session.TakeTotals();
            var duration = Stopwatch.GetElapsedTime(started);

            session.CopyParametersTo(network);
            if (totals.FirstNonFiniteBatch is not null || !network.AllParametersAreFinite())
            {
                // Weights that overflow in the very last step show in no loss of the epoch: blame that step.
                var batch = 1 + (totals.FirstNonFiniteBatch ?? (totals.RowCount - 1) / options.BatchSize);
                throw new TrainingDivergedException(epoch, batch, rates.Of(batch), lastGood);
            }
            lastGood.CopyFrom(network);
            if (!whole) return new TrainingResult(network, history, StopReason.Canceled);

            var report = new EpochReport(epoch, totals.MeanLoss, totals.Accuracy, rates.OfLast, totals.RowCount, duration,
                validation is null ? null : Validate(session, validation));
            history.Add(report);
            progress?.Invoke(report);
            losses.Add(report.Validation?.Loss ?? report.Loss);
            if (convergence.HasConverged(losses[^1]))
                return new TrainingResult(network, history, StopReason.Converged);
        }
        return new TrainingResult(network, history, StopReason.EpochsDone);
    }

    /// <summary>Returns whether the epoch was done to its end.</summary>
    private static bool TrainEpoch(
        ITrainingSession session, LabeledRows data, ReadOnlySpan<int> rows, TrainingOptions options, EpochRates rates,
        CancellationToken cancellationToken)
    {
        var batchSize = Math.Min(options.BatchSize, rows.Length);
        var batches = options.Schedule.ChangesEachStep ? 1 : Math.Max(1, RowsBetweenCancellationChecks / batchSize);
        var chunk = batches * batchSize;
        for (var start = 0; start < rows.Length; start += chunk)
        {
            if (cancellationToken.IsCancellationRequested) return false;
            var rate = rates.Of(start / batchSize + 1);
            session.Train(data, rows.Slice(start, Math.Min(chunk, rows.Length - start)), batchSize, rate);
        }
        return true;
    }

    private static ValidationReport Validate(ITrainingSession session, LabeledRows validation)
    {
        var started = Stopwatch.GetTimestamp();
        var totals = session.Evaluate(validation);
        return new ValidationReport(totals.MeanLoss, totals.Accuracy, Stopwatch.GetElapsedTime(started));
    }

    private static void CheckFits(Network network, LabeledRows data, string name)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        if (data.RowCount == 0)
            throw new ArgumentException($"The {name} set must have at least one row; got none.", name);
        if (data.Targets.RowCount != data.RowCount)
            throw new ArgumentException(
                $"The {name} set must have a target for each row; got {data.RowCount} rows of features but " +
                $"{data.Targets.RowCount} targets.", name);
        if (data.Features.ColumnCount != network.InputSize || !data.Targets.Fits(network.OutputSize))
            throw new ArgumentException(
                $"The network takes {network.InputSize} features and gives {network.OutputSize} outputs but the {name} set " +
                $"has {data.Features.ColumnCount} features and {data.Targets.Description}.", name);
    }
}
