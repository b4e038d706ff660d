using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class RegressionCatalog
{
    public RegressionMetrics Evaluate(
        IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(data);
        Check.NonEmpty(labelColumnName, nameof(labelColumnName));
        Check.NonEmpty(scoreColumnName, nameof(scoreColumnName));
        return RegressionEvaluator.Evaluate(data, labelColumnName, scoreColumnName);
    }

    public IReadOnlyList<CrossValidationResult<RegressionMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string? samplingKeyColumnName = null,
        int? seed = null)
    {
        Check.NonEmpty(labelColumnName, nameof(labelColumnName));
        return CrossValidate(
            data, estimator, numberOfFolds, samplingKeyColumnName, seed, scores => Evaluate(scores, labelColumnName));
    }
}
