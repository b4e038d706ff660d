namespace MLNet.Mlp.Checkpoints;

/// <summary>What a run must have in common with the one that it continues.</summary>
/// <param name="Optimizer">The type of the optimizer, which its state depends on.</param>
/// <param name="Loss">The type of the loss, as losses are compared from epoch to epoch.</param>
/// <param name="Seed">The seed of all that is random.</param>
/// <param name="RowCount">Rows of an epoch.</param>
/// <param name="BatchSize">Rows of a batch.</param>
/// <param name="BlockRows">Rows that are shuffled together.</param>
/// <param name="Shuffle">Whether rows are shuffled at all.</param>
internal sealed record RunFingerprint(
    string Optimizer, string Loss, int Seed, long RowCount, int BatchSize, long BlockRows, bool Shuffle)
{
    public static RunFingerprint Of(TrainingOptions options, TrainingRows rows) => new(
        options.Optimizer.GetType().Name, options.Loss.GetType().Name, options.Seed, rows.RowCount, rows.BatchSize,
        rows.BlockRows, options.Shuffle);

    /// <summary>Refuses a run that cannot go on where this one was.</summary>
    /// <param name="next">The run that is to go on.</param>
    /// <param name="withinEpoch">Whether this one was within an epoch, whose other rows are still to be
    /// visited.</param>
    public void CheckContinuedBy(RunFingerprint next, bool withinEpoch)
    {
        Check(nameof(TrainingOptions.Optimizer), Optimizer, next.Optimizer);
        Check(nameof(TrainingOptions.Loss), Loss, next.Loss);
        Check(nameof(TrainingOptions.Seed), Seed, next.Seed);
        if (!withinEpoch) return;
        const string Reason = " within an epoch";
        Check("The number of training rows", RowCount, next.RowCount, Reason);
        Check(nameof(TrainingOptions.BatchSize), BatchSize, next.BatchSize, Reason);
        Check(nameof(TrainingOptions.Shuffle), Shuffle, next.Shuffle, Reason);
        Check("The number of rows shuffled together", BlockRows, next.BlockRows, Reason);
    }

    private static void Check<T>(string what, T mine, T other, string reason = "") where T : notnull
    {
        if (!mine.Equals(other))
            throw new ArgumentException(
                $"{what} must be {mine}, as in the run that is resumed{reason}; got {other}.");
    }
}
