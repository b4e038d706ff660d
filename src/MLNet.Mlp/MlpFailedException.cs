namespace MLNet.Mlp;

/// <summary>The GPU that trained has failed or run out of memory in mid-training.</summary>
public sealed class MlpFailedException : Exception
{
    internal MlpFailedException(TrainingFailedException cause, MlpTransformer? lastGoodModel)
        : base(cause.Message, cause)
    {
        LastGoodModel = lastGoodModel;
    }

    /// <summary>The model as it was after the last whole epoch; or, where <see cref="MlpOptions.RestoreBest"/> is set
    /// and there were validation rows, the one with the lowest validation loss; null where no epoch was done. It scores
    /// on the CPU, and training can go on from it there: <c>trainer.Fit(rows, model.Model)</c>.</summary>
    public MlpTransformer? LastGoodModel { get; }
}
