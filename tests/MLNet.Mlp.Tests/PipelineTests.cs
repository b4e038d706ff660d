using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.Mlp.Tests;

/// <summary>The trainer among ML.NET's own components.</summary>
public class PipelineTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private EstimatorChain<KeyToValueMappingTransformer> Pipeline(string feature = "Features", int units = 8) =>
        _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Transforms.NormalizeMinMax(feature))
            .Append(_mlContext.Mlp(o => (o.LabelColumnName, o.FeatureColumnName, o.HiddenLayers, o.NumberOfEpochs) =
                ("Label", feature, [units], 10)))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedSpecies", "PredictedLabel"));

    [Fact]
    public void Trees_are_told_apart_and_evaluated_with_the_names_of_the_classes()
    {
        var split = _mlContext.Data.TrainTestSplit(_mlContext.LoadTrees(), testFraction: 0.3, seed: 1);
        var scored = Pipeline().Fit(split.TrainSet).Transform(split.TestSet);

        var metrics = _mlContext.MulticlassClassification.Evaluate(scored, topKPredictionCount: 2);
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.TopKAccuracy);
        Assert.InRange(metrics.LogLoss, 0, 0.3);
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        var table = metrics.ConfusionMatrix.GetFormattedConfusionTable();
        Assert.All(Trees.Species, species => Assert.Contains(species, table, StringComparison.Ordinal));
        Assert.Equal(scored.GetColumn<string>("Species"), scored.GetColumn<string>("PredictedSpecies"));
    }

    [Fact]
    public void Digits_are_read_from_a_text_file()
    {
        var data = _mlContext.Data.LoadFromTextFile(Path.Combine(AppContext.BaseDirectory, "digits.csv"),
            new TextLoader.Options
            {
                HasHeader = true,
                Separators = [','],
                Columns = [new("Pixels", DataKind.Single, 0, 63), new("Species", DataKind.String, 64)],
            });
        var split = _mlContext.Data.TrainTestSplit(data, testFraction: 0.2, seed: 1);
        var scored = Pipeline("Pixels", units: 64).Fit(split.TrainSet).Transform(split.TestSet);
        Assert.InRange(_mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy, 0.93, 1);
    }

    [Fact]
    public void Cross_validation_trains_a_model_for_each_fold()
    {
        var results = _mlContext.MulticlassClassification.CrossValidate(_mlContext.LoadTrees(), Pipeline(),
            numberOfFolds: 3);
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Equal(1, result.Metrics.MicroAccuracy));
        Assert.All(results, result => Assert.NotNull(result.Model));
    }

    [Fact]
    public void A_cache_before_the_trainer_changes_nothing()
    {
        var data = _mlContext.LoadTrees();
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species");
        var trainer = _mlContext.Mlp(o => o.LabelColumnName = "Label");
        var cached = keys.AppendCacheCheckpoint(_mlContext).Append(trainer).Fit(data);
        var plain = keys.Append(trainer).Fit(data);
        Assert.Equal(plain.LastTransformer.Bytes(), cached.LastTransformer.Bytes());
    }

    [Fact]
    public void The_trained_transformer_is_found_in_the_chain_with_its_model()
    {
        var chain = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label"))
            .Fit(_mlContext.LoadTrees());
        MlpTransformer transformer = chain.LastTransformer;
        Assert.Equal("Features", transformer.FeatureColumnName);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 4), transformer.FeatureColumnType);
        Assert.Equal((4, 3), (transformer.Model.Network.InputSize, transformer.Model.Network.OutputSize));
        Assert.Equal(5, transformer.Model.TrainingHistory.Count);
    }

    [Fact]
    public void Preview_shows_the_scores()
    {
        var trees = _mlContext.LoadTrees();
        var preview = Pipeline().Fit(trees).Transform(trees).Preview(maxRows: 4);
        Assert.Equal(4, preview.RowView.Length);
        Assert.Contains(preview.RowView[0].Values, value => value.Key == "Score" &&
            value.Value is VBuffer<float> { Length: 3 });
    }

    [Fact]
    public void Scored_data_can_be_shuffled_and_split()
    {
        var trees = _mlContext.LoadTrees();
        var scored = Pipeline().Fit(trees).Transform(trees);
        string[] Sorted(IEnumerable<string> values) => [.. values.Order(StringComparer.Ordinal)];

        var shuffled = _mlContext.Data.ShuffleRows(scored, seed: 2);
        var pairs = shuffled.GetColumn<string>("Species").Zip(shuffled.GetColumn<string>("PredictedSpecies")).ToList();
        Assert.Equal(150, pairs.Count);
        Assert.All(pairs, pair => Assert.Equal(pair.First, pair.Second));
        Assert.NotEqual(scored.GetColumn<string>("Species"), pairs.Select(pair => pair.First));

        var split = _mlContext.Data.TrainTestSplit(scored, testFraction: 0.3, seed: 2);
        string[] parts = [.. split.TrainSet.GetColumn<string>("PredictedSpecies"),
            .. split.TestSet.GetColumn<string>("PredictedSpecies")];
        Assert.Equal(Sorted(scored.GetColumn<string>("PredictedSpecies")), Sorted(parts));
    }

    [Fact]
    public void Another_trainer_can_learn_from_the_scores()
    {
        var trees = _mlContext.LoadTrees();
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label"))
            .Append(_mlContext.Mlp(o => (o.LabelColumnName, o.FeatureColumnName, o.HiddenLayers) = ("Label", "Score", [])));
        var scored = pipeline.Fit(trees).Transform(trees);
        Assert.InRange(_mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy, 0.99, 1);
    }

#if REAL_MLNET
    [Fact]
    public void Permutation_feature_importance_finds_the_features_that_matter()
    {
        var rows = Trees.Rows();
        foreach (var row in rows) row.Features[3] = 0.5f;
        var data = _mlContext.LoadTrees(rows);
        data = _mlContext.Transforms.CopyColumns("Label", "Key").Fit(data).Transform(data);
        var model = _mlContext.Mlp(o => o.LabelColumnName = "Label").Fit(data);
        var importance = _mlContext.MulticlassClassification.PermutationFeatureImportance(model, data);
        Assert.Equal(4, importance.Length);
        Assert.Equal(0, importance[3].MicroAccuracy.Mean);
        Assert.All(importance[..3], statistics => Assert.True(statistics.MicroAccuracy.Mean < 0));
    }
#endif
}
