using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>Trains networks: epochs of shuffled mini-batches on any backend.</summary>
public static class TrainingLoop
{
    /// <summary>Trains a copy of <paramref name="initial"/> with <see cref="TrainingOptions.Optimizer"/> on the mean
    /// <see cref="TrainingOptions.Loss"/> of mini-batches.</summary>
    /// <param name="initial">The network to start from: freshly drawn, or trained before, a warm start. It is not
    /// changed.</param>
    /// <param name="training">The rows to train on.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="control">Validation rows, callbacks, checkpoints and the like; null for none.</param>
    /// <param name="backend">Where to run; null for <see cref="SimdBackend"/>.</param>
    /// <exception cref="ArgumentException">An option, the rows, the network or the run to be resumed do not fit; the
    /// message says how.</exception>
    /// <exception cref="TrainingDivergedException">The loss became NaN or infinite; carries the last good
    /// network.</exception>
    /// <exception cref="BackendFailedException">The device of the backend cannot start to train.</exception>
    /// <exception cref="TrainingFailedException">The device of the backend failed later; carries the last good
    /// network.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the message names the file.</exception>
    /// <exception cref="FormatException">The checkpoint to resume from was made by another kind of backend.</exception>
    public static TrainingResult Train(
        Network initial,
        LabeledRows training,
        TrainingOptions options,
        TrainingControl? control = null,
        IBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        control?.Validate();
        TrainingChecks.CheckRows(initial, options, training, "training", nameof(training));
        CheckValidation(initial, options, control?.Validation);
        var (chosen, validation) = options.ValidationFraction > 0
            ? ValidationSplit.Of(training, options.ValidationFraction, options.Seed)
            : (RowOrder.InOrder(training.RowCount), control?.Validation);
        options = options with { ClassWeights = options.ClassWeights?.Resolve(initial, training, chosen) };
        return Run(initial, new MemoryRows(training, chosen, options), validation, options, control, backend);
    }

    /// <summary>Trains on rows that need not fit into memory. Each epoch reads them once and shuffles
    /// <see cref="TrainingOptions.ShuffleBufferRows"/> of them at a time; where that is all of them, the network is
    /// bitwise the one that the same rows in memory give.</summary>
    /// <inheritdoc cref="Train(Network, LabeledRows, TrainingOptions, TrainingControl?, IBackend?)"/>
    /// <exception cref="InvalidDataException">The source does not give the same number of rows each time.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled while rows or classes were
    /// counted.</exception>
    public static TrainingResult Train(
        Network initial,
        IRowSource training,
        TrainingOptions options,
        TrainingControl? control = null,
        IBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        control?.Validate();
        if (options.ValidationFraction > 0)
            Require.Throw(nameof(TrainingOptions.ValidationFraction),
                $"0 where rows come from a stream (try {nameof(TrainingControl)}.{nameof(TrainingControl.Validation)})",
                options.ValidationFraction);
        TrainingChecks.CheckKind(initial, options, training.CreateEmpty(), "training", nameof(training));
        CheckValidation(initial, options, control?.Validation);

        var counts = options.ClassWeights is { AreBalanced: true } ? ClassCounts.For(initial) : null;
        var rowCount = StreamRows.Count(training, counts, control?.CancellationToken ?? default);
        if (rowCount <= 0)
            throw new ArgumentException(
                $"The training set must have at least one row; got {rowCount}.", nameof(training));
        if (counts is not null) options = options with { ClassWeights = options.ClassWeights!.Resolve(counts) };
        var rows = new StreamRows(training, rowCount, options);
        return Run(initial, rows, control?.Validation, options, control, backend);
    }

    private static TrainingResult Run(
        Network initial, TrainingRows rows, LabeledRows? validation, TrainingOptions options, TrainingControl? control,
        IBackend? backend)
    {
        using var run = new TrainingRun(
            initial, rows, validation, options, control ?? new TrainingControl(), backend ?? new SimdBackend());
        return run.Run();
    }

    private static void CheckValidation(Network network, TrainingOptions options, LabeledRows? validation)
    {
        if (validation is null) return;
        if (options.ValidationFraction > 0)
            Require.Throw(nameof(TrainingOptions.ValidationFraction),
                $"0 where there are {nameof(TrainingControl.Validation)} rows", options.ValidationFraction);
        TrainingChecks.CheckRows(network, options, validation, "validation", nameof(TrainingControl.Validation));
    }
}
