using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>The height of a plant.</summary>
internal sealed class RegressionKit : TaskKit
{
    public override IReadOnlyList<string> OutputColumns => ["Score"];

    public override string PlainLabel => "Height";

    public override string Quality => "RSquared";

    public override double QualityOfGuesses => 0;

    public override IEstimator<ITransformer> MakeLabel(MLContext mlContext, string name) =>
        mlContext.Transforms.CopyColumns(name, "Height");

    public override bool TryRemoveLabel(Plant plant)
    {
        plant.Height = float.NaN;
        return true;
    }

    public override MlpTrainerBase CreateOurs(
        MLContext mlContext, string label, string features, Action<MlpOptions>? change) =>
        mlContext.Regression.Trainers.Mlp(Set(new MlpRegressionTrainer.Options(), label, features, change));

#if REAL_MLNET
    public override IEstimator<ITransformer> CreateBuiltIn(
        MLContext mlContext, string label, string features, string? weight) =>
        mlContext.Regression.Trainers.LbfgsPoissonRegression(label, features, weight);
#endif

    public override Dictionary<string, double> Evaluate(
        MLContext mlContext, IDataView scored, string label = "Label") =>
        Numbers(mlContext.Regression.Evaluate(scored, label));

    public override IReadOnlyList<Fold> CrossValidate(
        MLContext mlContext, IDataView data, IEstimator<ITransformer> pipeline, string label = "Label",
        string? samplingKey = null) =>
        Folds(mlContext.Regression.CrossValidate(data, pipeline, 3, label, samplingKey));

    public override IReadOnlyList<double> Importance(MLContext mlContext, ITransformer model, IDataView data) =>
        [.. mlContext.Regression
            .PermutationFeatureImportance((ISingleFeaturePredictionTransformer<object>)model, data)
            .Select(statistics => -statistics.RSquared.Mean)];

    public override Dictionary<string, double> ImportanceByName(
        MLContext mlContext, ITransformer model, IDataView data) =>
        mlContext.Regression.PermutationFeatureImportance(model, data)
            .ToDictionary(feature => feature.Key, feature => -feature.Value.RSquared.Mean);

    public override IReadOnlyList<float[]> Scores(IDataView scored) =>
        [.. scored.GetColumn<float>("Score").Select(score => new[] { score })];

    public override Func<Plant, float[]> CreateEngine(MLContext mlContext, ITransformer model)
    {
        var engine = mlContext.Model.CreatePredictionEngine<Plant, NumberPrediction>(model);
        return plant => [engine.Predict(plant).Score];
    }
}
