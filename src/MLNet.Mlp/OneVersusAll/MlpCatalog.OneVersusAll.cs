using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using MLNet.Mlp;
using MLNet.Mlp.Interop;

namespace Microsoft.ML;

public static partial class MlpCatalog
{
    /// <summary>Creates a <see cref="OneVersusAllTrainer"/>, which trains a network for each class that tells it from
    /// all others, and predicts the class whose network gives the largest probability. <see cref="MlpTrainer"/> learns
    /// all classes in one network, usually better and in less time.</summary>
    /// <param name="catalog">The multiclass classification trainers.</param>
    /// <param name="binaryEstimator">The trainer of each network; it must be set to the same label column.</param>
    /// <param name="labelColumnName">The label column: a key.</param>
    /// <param name="imputeMissingLabelsAsNegative">Whether rows without a label count as rows of none of the classes,
    /// instead of being skipped.</param>
    /// <param name="calibrator">What makes probabilities of scores; used with the loss <see cref="Hinge"/> only, as
    /// other networks give probabilities themselves. ML.NET 5.0 takes Platt's, whatever is given.</param>
    /// <param name="maximumCalibrationExampleCount">The most rows that the calibrator learns from.</param>
    /// <param name="useProbabilities">Whether to compare probabilities, scaled to add up to 1, or scores.</param>
    /// <exception cref="ArgumentException">The binary trainer has another label column.</exception>
    public static OneVersusAllTrainer OneVersusAll(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        MlpBinaryTrainer binaryEstimator,
        string labelColumnName = "Label",
        bool imputeMissingLabelsAsNegative = false,
        IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? calibrator = null,
        int maximumCalibrationExampleCount = 1_000_000_000,
        bool useProbabilities = true) =>
        catalog.OneVersusAll(
            Adapt(catalog, binaryEstimator, labelColumnName), labelColumnName, imputeMissingLabelsAsNegative,
            calibrator, maximumCalibrationExampleCount, useProbabilities);

    /// <summary>Creates a <see cref="PairwiseCouplingTrainer"/>, which trains a network for each pair of classes, and
    /// predicts the class that most of them choose. <see cref="MlpTrainer"/> learns all classes in one network,
    /// usually better and in less time.</summary>
    /// <param name="catalog">The multiclass classification trainers.</param>
    /// <param name="binaryEstimator">The trainer of each network; it must be set to the same label column.</param>
    /// <param name="labelColumnName">The label column: a key.</param>
    /// <param name="imputeMissingLabelsAsNegative">Whether rows without a label count as rows of none of the classes,
    /// instead of being skipped.</param>
    /// <param name="calibrator">What makes probabilities of scores; used with the loss <see cref="Hinge"/> only, as
    /// other networks give probabilities themselves. ML.NET 5.0 takes Platt's, whatever is given.</param>
    /// <param name="maximumCalibrationExampleCount">The most rows that the calibrator learns from.</param>
    /// <exception cref="ArgumentException">The binary trainer has another label column.</exception>
    public static PairwiseCouplingTrainer PairwiseCoupling(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        MlpBinaryTrainer binaryEstimator,
        string labelColumnName = "Label",
        bool imputeMissingLabelsAsNegative = false,
        IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? calibrator = null,
        int maximumCalibrationExampleCount = 1_000_000_000) =>
        catalog.PairwiseCoupling(
            Adapt(catalog, binaryEstimator, labelColumnName), labelColumnName, imputeMissingLabelsAsNegative,
            calibrator, maximumCalibrationExampleCount);

    private static BinaryPredictorTrainer Adapt(
        MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MlpBinaryTrainer binaryEstimator,
        string labelColumnName)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(binaryEstimator);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        if (binaryEstimator.LabelColumnName != labelColumnName)
            throw new ArgumentException(
                $"The label column of the binary trainer must be '{labelColumnName}', that of the classes; " +
                $"got '{binaryEstimator.LabelColumnName}'.", nameof(binaryEstimator));
        return new BinaryPredictorTrainer(MLNetInternals.EnvironmentOf(catalog), binaryEstimator);
    }
}
