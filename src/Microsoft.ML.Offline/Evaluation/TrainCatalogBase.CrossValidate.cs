using Microsoft.ML.Data;

namespace Microsoft.ML;

public abstract partial class TrainCatalogBase
{
    private protected CrossValidationResult<TMetrics>[] CrossValidate<TMetrics>(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds,
        string? samplingKeyColumnName,
        int? seed,
        Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        ArgumentNullException.ThrowIfNull(estimator);
        var splits = DataOperationsCatalog.CrossValidationSplit(
            Environment, data, numberOfFolds, samplingKeyColumnName, seed);
        return
        [
            .. splits.Select((split, fold) =>
            {
                var model = estimator.Fit(split.TrainSet);
                // What a chain keeps for training and testing only belongs to the test as well.
                var scores = model is ITransformerChain chain
                    ? chain.Transform(split.TestSet, TransformerScope.Everything)
                    : model.Transform(split.TestSet);
                return new CrossValidationResult<TMetrics>(model, evaluate(scores), scores, fold);
            }),
        ];
    }
}
