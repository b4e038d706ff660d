using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Whether a plant is a cedar.</summary>
internal sealed class BinaryKit : TaskKit
{
    public override IReadOnlyList<string> OutputColumns => ["PredictedLabel", "Score", "Probability"];

    public override string PlainLabel => "IsCedar";

    public override string Quality => "AreaUnderRocCurve";

    public override double QualityOfGuesses => 0.5;

    public override IEstimator<ITransformer> MakeLabel(MLContext mlContext, string name) =>
        mlContext.Transforms.CopyColumns(name, "IsCedar");

    public override bool TryRemoveLabel(Plant plant) => false;

    public override MlpTrainerBase CreateOurs(
        MLContext mlContext, string label, string features, Action<MlpOptions>? change) =>
        mlContext.BinaryClassification.Trainers.Mlp(Set(new MlpBinaryTrainer.Options(), label, features, change));

#if REAL_MLNET
    public override IEstimator<ITransformer> CreateBuiltIn(
        MLContext mlContext, string label, string features, string? weight) =>
        mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression(label, features, weight);
#endif

    public override Dictionary<string, double> Evaluate(
        MLContext mlContext, IDataView scored, string label = "Label") =>
        Numbers(mlContext.BinaryClassification.Evaluate(scored, label));

    public override IReadOnlyList<Fold> CrossValidate(
        MLContext mlContext, IDataView data, IEstimator<ITransformer> pipeline, string label = "Label",
        string? samplingKey = null) =>
        Folds(mlContext.BinaryClassification.CrossValidate(data, pipeline, 3, label, samplingKey));

    public override IReadOnlyList<double> Importance(MLContext mlContext, ITransformer model, IDataView data) =>
        [.. mlContext.BinaryClassification
            .PermutationFeatureImportance((ISingleFeaturePredictionTransformer<object>)model, data)
            .Select(statistics => -statistics.AreaUnderRocCurve.Mean)];

    public override Dictionary<string, double> ImportanceByName(
        MLContext mlContext, ITransformer model, IDataView data) =>
        mlContext.BinaryClassification.PermutationFeatureImportanceNonCalibrated(model, data)
            .ToDictionary(feature => feature.Key, feature => -feature.Value.AreaUnderRocCurve.Mean);

    public override IReadOnlyList<float[]> Scores(IDataView scored) =>
        [.. scored.GetColumn<float>("Score").Select(score => new[] { score })];

    public override Func<Plant, float[]> CreateEngine(MLContext mlContext, ITransformer model)
    {
        var engine = mlContext.Model.CreatePredictionEngine<Plant, NumberPrediction>(model);
        return plant => [engine.Predict(plant).Score];
    }
}
