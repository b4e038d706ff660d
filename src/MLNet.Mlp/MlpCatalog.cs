using MLNet.Mlp;
using MLNet.Mlp.Interop;

// In ML.NET's namespace, so that whoever uses ML.NET finds the trainers beside the built-in ones.
namespace Microsoft.ML;

/// <summary>Extension methods of ML.NET's catalogs that create multilayer-perceptron trainers and
/// featurizers.</summary>
public static partial class MlpCatalog
{
    /// <summary>Creates an <see cref="MlpTrainer"/>, which predicts a class with a multilayer perceptron.</summary>
    /// <param name="catalog">The multiclass classification trainers.</param>
    /// <param name="labelColumnName">The label column: a key.</param>
    /// <param name="featureColumnName">The feature column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, a <see cref="float"/>; null for weights
    /// of 1.</param>
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
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        int numberOfEpochs = TrainingOptions.Defaults.Epochs,
        int batchSize = TrainingOptions.Defaults.BatchSize,
        float learningRate = TrainingOptions.Defaults.LearningRate,
        float momentum = TrainingOptions.Defaults.Momentum) =>
        catalog.Mlp(Set(new MlpTrainer.Options(), labelColumnName, featureColumnName, exampleWeightColumnName,
            hiddenLayers, numberOfEpochs, batchSize, learningRate, momentum));

    /// <summary>Creates an <see cref="MlpTrainer"/> with advanced options.</summary>
    /// <param name="catalog">The multiclass classification trainers.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public static MlpTrainer Mlp(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MlpTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new MlpTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Creates an <see cref="MlpBinaryTrainer"/>, which tells two classes apart with a multilayer
    /// perceptron.</summary>
    /// <param name="catalog">The binary classification trainers.</param>
    /// <param name="labelColumnName">The label column: a Boolean.</param>
    /// <param name="featureColumnName">The feature column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, a <see cref="float"/>; null for weights
    /// of 1.</param>
    /// <param name="hiddenLayers">Units of each hidden layer, each at least 1; null for one of 64, empty for
    /// none.</param>
    /// <param name="numberOfEpochs">The most passes over the rows; at least 1.</param>
    /// <param name="batchSize">Rows of one step; at least 1.</param>
    /// <param name="learningRate">The step size; positive.</param>
    /// <param name="momentum">The momentum; in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public static MlpBinaryTrainer Mlp(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        int numberOfEpochs = TrainingOptions.Defaults.Epochs,
        int batchSize = TrainingOptions.Defaults.BatchSize,
        float learningRate = TrainingOptions.Defaults.LearningRate,
        float momentum = TrainingOptions.Defaults.Momentum) =>
        catalog.Mlp(Set(new MlpBinaryTrainer.Options(), labelColumnName, featureColumnName, exampleWeightColumnName,
            hiddenLayers, numberOfEpochs, batchSize, learningRate, momentum));

    /// <summary>Creates an <see cref="MlpBinaryTrainer"/> with advanced options.</summary>
    /// <param name="catalog">The binary classification trainers.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public static MlpBinaryTrainer Mlp(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, MlpBinaryTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new MlpBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Creates an <see cref="MlpRegressionTrainer"/>, which predicts one number or several with a multilayer
    /// perceptron.</summary>
    /// <param name="catalog">The regression trainers.</param>
    /// <param name="labelColumnName">The label column: a <see cref="float"/>, or a vector of them of known
    /// size.</param>
    /// <param name="featureColumnName">The feature column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, a <see cref="float"/>; null for weights
    /// of 1.</param>
    /// <param name="hiddenLayers">Units of each hidden layer, each at least 1; null for one of 64, empty for
    /// none.</param>
    /// <param name="numberOfEpochs">The most passes over the rows; at least 1.</param>
    /// <param name="batchSize">Rows of one step; at least 1.</param>
    /// <param name="learningRate">The step size; positive.</param>
    /// <param name="momentum">The momentum; in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public static MlpRegressionTrainer Mlp(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        int numberOfEpochs = TrainingOptions.Defaults.Epochs,
        int batchSize = TrainingOptions.Defaults.BatchSize,
        float learningRate = TrainingOptions.Defaults.LearningRate,
        float momentum = TrainingOptions.Defaults.Momentum) =>
        catalog.Mlp(Set(new MlpRegressionTrainer.Options(), labelColumnName, featureColumnName, exampleWeightColumnName,
            hiddenLayers, numberOfEpochs, batchSize, learningRate, momentum));

    /// <summary>Creates an <see cref="MlpRegressionTrainer"/> with advanced options.</summary>
    /// <param name="catalog">The regression trainers.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public static MlpRegressionTrainer Mlp(
        this RegressionCatalog.RegressionTrainers catalog, MlpRegressionTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new MlpRegressionTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    private static TOptions Set<TOptions>(
        TOptions options, string labelColumnName, string featureColumnName, string? exampleWeightColumnName,
        int[]? hiddenLayers, int numberOfEpochs, int batchSize, float learningRate, float momentum)
        where TOptions : MlpOptions
    {
        options.LabelColumnName = labelColumnName;
        options.FeatureColumnName = featureColumnName;
        options.ExampleWeightColumnName = exampleWeightColumnName;
        if (hiddenLayers is not null) options.HiddenLayers = hiddenLayers;
        options.NumberOfEpochs = numberOfEpochs;
        options.BatchSize = batchSize;
        options.LearningRate = learningRate;
        options.Momentum = momentum;
        return options;
    }
}
