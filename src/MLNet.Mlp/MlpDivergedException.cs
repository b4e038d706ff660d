namespace MLNet.Mlp;

/// <summary>Training diverged: the loss became NaN or infinite.</summary>
public sealed class MlpDivergedException : Exception
{
    internal MlpDivergedException(TrainingDivergedException cause, MlpTransformer lastGoodModel)
        : base(cause.Message, cause)
    {
        LastGoodModel = lastGoodModel;
    }

    /// <summary>The model as it was before the epoch that diverged; or, where
    /// <see cref="MlpOptions.RestoreBest"/> is set and there were validation rows, the one with the lowest
    /// validation loss.</summary>
    public MlpTransformer LastGoodModel { get; }
}
