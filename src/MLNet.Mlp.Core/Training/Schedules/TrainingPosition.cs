namespace MLNet.Mlp;

/// <summary>Where in a training run a step is, and how training went so far.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The most epochs there may be: <see cref="TrainingOptions.Epochs"/>.</param>
/// <param name="Batch">The batch in the epoch, from 1.</param>
/// <param name="BatchesPerEpoch">Batches of each epoch.</param>
/// <param name="Losses">The losses of the epochs done before this one: of the validation rows where there are any, else
/// of the training rows.</param>
public readonly record struct TrainingPosition(
    int Epoch, int Epochs, int Batch, int BatchesPerEpoch, IReadOnlyList<double> Losses)
{
    /// <summary>Steps done before this one.</summary>
    public long StepsDone => (long)(Epoch - 1) * BatchesPerEpoch + (Batch - 1);

    /// <summary>Steps of the whole run, if it does not end early.</summary>
    public long Steps => (long)Epochs * BatchesPerEpoch;
}
