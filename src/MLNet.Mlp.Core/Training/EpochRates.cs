namespace MLNet.Mlp;

/// <summary>The learning rates of the batches of one epoch.</summary>
internal readonly struct EpochRates(TrainingOptions options, int epoch, int batchCount, IReadOnlyList<double> losses)
{
    /// <summary>The rate of the epoch's last batch.</summary>
    public float OfLast => Of(batchCount);

    /// <summary>The rate of a batch, from 1.</summary>
    public float Of(int batch)
    {
        var factor = options.Schedule.Factor(new TrainingPosition(epoch, options.Epochs, batch, batchCount, losses));
        if (!((float)factor >= 0 && float.IsFinite((float)factor))) Refuse((float)factor);
        return (float)(options.LearningRate * factor);
    }

    /// <summary>Apart from the rest, as the name of a schedule that is right would be allocated in each step.</summary>
    private void Refuse(float factor) => Require.NonNegativeAndFinite(
        $"{options.Schedule.GetType().Name}.{nameof(LearningRateSchedule.Factor)}", factor);
}
