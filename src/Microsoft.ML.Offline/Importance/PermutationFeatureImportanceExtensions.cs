using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <remarks>No model of the stand-in has feature weights, so useFeatureWeightFilter changes nothing.</remarks>
public static class PermutationFeatureImportanceExtensions
{
    public static ImmutableArray<RegressionMetricsStatistics> PermutationFeatureImportance<TModel>(
        this RegressionCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = "Label",
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class =>
        Permutation(catalog, data, permutationCount, numberOfExamplesToUse).Measure(
            predictionTransformer,
            predictionTransformer.FeatureColumnName,
            scores => catalog.Evaluate(scores, labelColumnName),
            () => new RegressionMetricsStatistics());

    public static ImmutableDictionary<string, RegressionMetricsStatistics> PermutationFeatureImportance(
        this RegressionCatalog catalog,
        ITransformer model,
        IDataView data,
        string labelColumnName = "Label",
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1) =>
        Permutation(catalog, data, permutationCount, numberOfExamplesToUse).MeasureByName(
            model,
            scores => catalog.Evaluate(scores, labelColumnName),
            () => new RegressionMetricsStatistics());

    public static ImmutableArray<BinaryClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(
        this BinaryClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = "Label",
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class =>
        Permutation(catalog, data, permutationCount, numberOfExamplesToUse).Measure(
            predictionTransformer,
            predictionTransformer.FeatureColumnName,
            scores => catalog.EvaluateNonCalibrated(scores, labelColumnName),
            () => new BinaryClassificationMetricsStatistics());

    public static ImmutableDictionary<string, BinaryClassificationMetricsStatistics>
        PermutationFeatureImportanceNonCalibrated(
            this BinaryClassificationCatalog catalog,
            ITransformer model,
            IDataView data,
            string labelColumnName = "Label",
            bool useFeatureWeightFilter = false,
            int? numberOfExamplesToUse = null,
            int permutationCount = 1) =>
        Permutation(catalog, data, permutationCount, numberOfExamplesToUse).MeasureByName(
            model,
            scores => catalog.EvaluateNonCalibrated(scores, labelColumnName),
            () => new BinaryClassificationMetricsStatistics());

    public static ImmutableArray<MulticlassClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(
        this MulticlassClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = "Label",
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class =>
        Permutation(catalog, data, permutationCount, numberOfExamplesToUse).Measure(
            predictionTransformer,
            predictionTransformer.FeatureColumnName,
            scores => catalog.Evaluate(scores, labelColumnName),
            () => new MulticlassClassificationMetricsStatistics());

    public static ImmutableDictionary<string, MulticlassClassificationMetricsStatistics> PermutationFeatureImportance(
        this MulticlassClassificationCatalog catalog,
        ITransformer model,
        IDataView data,
        string labelColumnName = "Label",
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1) =>
        Permutation(catalog, data, permutationCount, numberOfExamplesToUse).MeasureByName(
            model,
            scores => catalog.Evaluate(scores, labelColumnName),
            () => new MulticlassClassificationMetricsStatistics());

    private static FeaturePermutation Permutation(
        TrainCatalogBase catalog, IDataView data, int permutationCount, int? numberOfExamplesToUse)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return new(catalog.GetEnvironment(), data, permutationCount, numberOfExamplesToUse);
    }
}
