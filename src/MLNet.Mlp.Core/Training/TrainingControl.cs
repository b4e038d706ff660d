namespace MLNet.Mlp;

/// <summary>What watches over a training run, beside its hyperparameters. All of it may be left out.</summary>
public sealed record TrainingControl
{
    /// <summary>Rows to measure on after each epoch, or null. They are never trained on. Default null.</summary>
    public LabeledRows? Validation { get; init; }

    /// <summary>Told of each epoch as it ends, on the calling thread; may end training. Default null.</summary>
    public Action<EpochEnd>? OnEpochEnd { get; init; }

    /// <summary>Told of what may be a mistake but is none for sure, on the calling thread. Default null.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Ends training between two steps, also within an epoch. The result is then the best network so far,
    /// where <see cref="TrainingOptions.RestoreBest"/> has one, or else the network after the last step. Only while a
    /// stream is counted, before training, an <see cref="OperationCanceledException"/> is thrown. Default
    /// never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Where and when to write checkpoints, or null for none. Default null.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Whether the result has a <see cref="TrainingResult.Checkpoint"/>, to go on from without a file. It
    /// takes the memory of the network once more, of each state of the optimizer (one with momentum, two with
    /// <see cref="Adam"/>) and, with <see cref="Validation"/> rows, of the best network. Default false.</summary>
    public bool KeepCheckpoint { get; init; }

    /// <summary>A run to go on with, instead of starting from the parameters of the initial network, which must have
    /// the same shape; or null. All its epochs count: if it had converged and by the options still has, or has done all
    /// <see cref="TrainingOptions.Epochs"/>, nothing is left to do, and fewer than it has begun are refused. Losses are
    /// compared with those before, so go on with the same <see cref="Validation"/> rows. Default null.</summary>
    public TrainingCheckpoint? ResumeFrom { get; init; }

    /// <summary>Whether the run may write into the initial network instead of a copy. Default false.</summary>
    internal bool GivesInitial { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder for the checkpoints does not exist.</exception>
    public void Validate() => Checkpoints?.Validate();
}
