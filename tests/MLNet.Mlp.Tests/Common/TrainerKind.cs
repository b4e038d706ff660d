using Microsoft.ML;

namespace MLNet.Mlp.Tests;

/// <summary>The three trainers, for tests of what they have in common.</summary>
public enum TrainerKind
{
    Multiclass,
    Binary,
    Regression,
}

internal static class TrainerKinds
{
    public static TheoryData<TrainerKind> All => [.. Enum.GetValues<TrainerKind>()];

    /// <summary>The column of the trees that a trainer learns.</summary>
    public static string Label(this TrainerKind kind) => kind switch
    {
        TrainerKind.Multiclass => nameof(Tree.Key),
        TrainerKind.Binary => nameof(Tree.IsCedar),
        _ => nameof(Tree.Sizes),
    };

    /// <summary>A trainer that learns the trees in well under a second, and always the same.</summary>
    public static MlpTrainerBase Trainer(this TrainerKind kind, MLContext mlContext, Action<MlpOptions>? change = null)
    {
        MlpOptions options = kind switch
        {
            TrainerKind.Multiclass => new MlpTrainer.Options(),
            TrainerKind.Binary => new MlpBinaryTrainer.Options(),
            _ => new MlpRegressionTrainer.Options(),
        };
        options.LabelColumnName = kind.Label();
        options.HiddenLayers = [8];
        options.NumberOfEpochs = 5;
        options.Seed = 7;
        change?.Invoke(options);
        return options switch
        {
            MlpTrainer.Options multiclass => mlContext.MulticlassClassification.Trainers.Mlp(multiclass),
            MlpBinaryTrainer.Options binary => mlContext.BinaryClassification.Trainers.Mlp(binary),
            _ => mlContext.Regression.Trainers.Mlp((MlpRegressionTrainer.Options)options),
        };
    }
}
