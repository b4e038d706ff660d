using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>The species of a plant.</summary>
internal sealed class MulticlassKit : TaskKit
{
    public override IReadOnlyList<string> OutputColumns => ["PredictedLabel", "Score"];

    public override string PlainLabel => "Kind";

    public override string Quality => "MicroAccuracy";

    public override double QualityOfGuesses => 1 / 3.0;

    public override IEstimator<ITransformer> MakeLabel(MLContext mlContext, string name) =>
        mlContext.Transforms.Conversion.MapValueToKey(name, "Species");

    public override bool TryRemoveLabel(Plant plant)
    {
        plant.Kind = Plant.MissingKind;
        return true;
    }

    public override MlpTrainerBase CreateOurs(
        MLContext mlContext, string label, string features, Action<MlpOptions>? change) =>
        mlContext.MulticlassClassification.Trainers.Mlp(
            Set(new MlpTrainer.Options(), label, features, change));

#if REAL_MLNET
    public override IEstimator<ITransformer> CreateBuiltIn(
        MLContext mlContext, string label, string features, string? weight) =>
        mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, features, weight);
#endif

    public override Dictionary<string, double> Evaluate(
        MLContext mlContext, IDataView scored, string label = "Label") =>
        Numbers(mlContext.MulticlassClassification.Evaluate(scored, label));

    public override IReadOnlyList<Fold> CrossValidate(
        MLContext mlContext, IDataView data, IEstimator<ITransformer> pipeline, string label = "Label",
        string? samplingKey = null) =>
        Folds(mlContext.MulticlassClassification.CrossValidate(data, pipeline, 3, label, samplingKey));

    public override IReadOnlyList<double> Importance(MLContext mlContext, ITransformer model, IDataView data) =>
        [.. mlContext.MulticlassClassification
            .PermutationFeatureImportance((ISingleFeaturePredictionTransformer<object>)model, data)
            .Select(statistics => -statistics.MicroAccuracy.Mean)];

    public override Dictionary<string, double> ImportanceByName(
        MLContext mlContext, ITransformer model, IDataView data) =>
        mlContext.MulticlassClassification.PermutationFeatureImportance(model, data)
            .ToDictionary(feature => feature.Key, feature => -feature.Value.MicroAccuracy.Mean);

    public override IReadOnlyList<float[]> Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score")];

    public override Func<Plant, float[]> CreateEngine(MLContext mlContext, ITransformer model)
    {
        var engine = mlContext.Model.CreatePredictionEngine<Plant, VectorPrediction>(model);
        return plant => engine.Predict(plant).Score;
    }
}
