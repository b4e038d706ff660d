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

    /// <summary>Ends training between two steps, keeping the network so far. Default never.</summary>
    public CancellationToken CancellationToken { get; init; }
}
