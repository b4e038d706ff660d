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

    public override IEstimator<ITransformer> CreateOurs(
        MLContext mlContext, string label, string features, Action<MlpOptions>? change) =>
        mlContext.Regression.Trainers.Mlp(Set(new MlpRegressionTrainer.Options(), label, features, change));

#if REAL_MLNET
    public override IEstimator<ITransformer> CreateBuiltIn(MLContext mlContext, string label, string features) =>
        mlContext.Regression.Trainers.LbfgsPoissonRegression(label, features);
#endif

    public override Dictionary<string, double> Evaluate(MLContext mlContext, IDataView scored, string label = "Label") =>
        Numbers(mlContext.Regression.Evaluate(scored, label));

    public override IReadOnlyList<Fold> CrossValidate(
        MLContext mlContext, IDataView data, IEstimator<ITransformer> pipeline, string label = "Label",
        string? samplingKey = null) =>
        Folds(mlContext.Regression.CrossValidate(data, pipeline, 3, label, samplingKey));

    public override IReadOnlyList<float[]> Scores(IDataView scored) =>
        [.. scored.GetColumn<float>("Score").Select(score => new[] { score })];

    public override Func<Plant, float[]> CreateEngine(MLContext mlContext, ITransformer model)
    {
        var engine = mlContext.Model.CreatePredictionEngine<Plant, NumberPrediction>(model);
        return plant => [engine.Predict(plant).Score];
    }
}
