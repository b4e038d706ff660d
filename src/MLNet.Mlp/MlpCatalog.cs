using MLNet.Mlp;
using MLNet.Mlp.Interop;

// In ML.NET's namespace, so that whoever uses ML.NET finds the trainers beside the built-in ones.
namespace Microsoft.ML;

/// <summary>Extension methods of ML.NET's trainer catalogs that create multilayer-perceptron trainers.</summary>
public static class MlpCatalog
{
    /// <summary>Creates an <see cref="MlpTrainer"/>, which predicts a class with a multilayer perceptron.</summary>
    /// <param name="catalog">The multiclass classification trainers.</param>
    /// <param name="labelColumnName">The label column: a key.</param>
    /// <param name="featureColumnName">The feature column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="hiddenLayers">Units of each hidden layer, each at least 1; null for one of 64, empty for
    /// none.</param>
    /// <param name="numberOfEpochs">The most passes over the rows; at least 1.</param>
    /// <param name="batchSize">Rows of one step; at least 1.</param>
    /// <param name="learningRate">The step size; positive.</param>
    /// <param name="momentum">The momentum; in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public static MlpTrainer Mlp(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int[]? hiddenLayers = null,
        int numberOfEpochs = TrainingOptions.Defaults.Epochs,
        int batchSize = TrainingOptions.Defaults.BatchSize,
        float learningRate = TrainingOptions.Defaults.LearningRate,
        float momentum = TrainingOptions.Defaults.Momentum)
    {
        var options = new MlpTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            NumberOfEpochs = numberOfEpochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
            Momentum = momentum,
        };
        if (hiddenLayers is not null) options.HiddenLayers = hiddenLayers;
        return catalog.Mlp(options);
    }

    /// <summary>Creates an <see cref="MlpTrainer"/> with advanced options.</summary>
    /// <param name="catalog">The multiclass classification trainers.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public static MlpTrainer Mlp(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MlpTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new MlpTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
