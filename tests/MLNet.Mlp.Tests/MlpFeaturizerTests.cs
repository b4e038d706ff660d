using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests;

public class MlpFeaturizerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private static MlpTrainer.Options Options(Action<MlpTrainer.Options>? change = null)
    {
        var options = MLContextExtensions.Options();
        options.HiddenLayers = [8, 6];
        change?.Invoke(options);
        return options;
    }

    private MlpTransformer Train(Action<MlpTrainer.Options>? change = null) =>
        _mlContext.MulticlassClassification.Trainers.Mlp(Options(change)).Fit(_mlContext.LoadTrees());

    private static float[][] Learned(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Learned")];

    public sealed class LearnedTree
    {
        public float[] Learned { get; set; } = [];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_layer_makes_the_scores_of_the_network_from_the_features(bool normalizedWithDropout)
    {
        var trees = _mlContext.LoadTrees();
        var model = Train(o =>
        {
            o.BatchNormalization = normalizedWithDropout;
            o.Dropout = normalizedWithDropout ? 0.25f : 0;
        });
        var features = Learned(_mlContext.Transforms.MlpFeatures("Learned", model.Model).Fit(trees), trees);
        var scores = model.Transform(trees).GetColumn<float[]>("Score").ToList();
        Assert.Equal(150, features.Length);
        Assert.All(features.Zip(scores), row => Assert.All(
            Softmax(model.Model.Network.Layers[^1], row.First).Zip(row.Second),
            // Sums of 6 products in another order.
            score => Assert.Equal(score.First, score.Second, tolerance: 1e-6)));
    }

    [Fact]
    public void The_importance_of_learned_features_is_told_by_the_names_of_the_units()
    {
        var trees = _mlContext.LoadTrees();
        var learned = _mlContext.Transforms.MlpFeatures("Learned", Options()).Fit(trees).Transform(trees);
        ITransformer model = _mlContext.Mlp(o => o.FeatureColumnName = "Learned").Fit(learned);
        var importance = _mlContext.MulticlassClassification.PermutationFeatureImportance(model, learned, "Key");
        Assert.Equal(Enumerable.Range(0, 6).Select(unit => $"Unit{unit}"), importance.Keys.Order());
        Assert.Contains(importance.Values, unit => unit.MicroAccuracy.Mean < -0.05);
    }

    private static float[] Softmax(DenseLayer layer, float[] features)
    {
        var logits = new float[layer.OutputSize];
        for (var k = 0; k < logits.Length; k++)
            logits[k] = layer.Biases[k] +
                TensorPrimitives.Dot(layer.Weights.AsSpan(k * layer.InputSize, layer.InputSize), features);
        TensorPrimitives.SoftMax<float>(logits, logits);
        return logits;
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 6)]
    [InlineData(null, 6)]
    public void Any_hidden_layer_can_be_chosen(int? layer, int units)
    {
        var trees = _mlContext.LoadTrees();
        var model = Train();
        var transformer = _mlContext.Transforms.MlpFeatures("Learned", model.Model, layer: layer).Fit(trees);
        Assert.All(Learned(transformer, trees), features => Assert.Equal(units, features.Length));
        Assert.Same(model.Model.TrainingHistory, transformer.Model.TrainingHistory);
        Assert.Equal(("Features", "Learned"), (transformer.FeatureColumnName, transformer.OutputColumnName));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, units),
            transformer.GetOutputSchema(trees.Schema)["Learned"].Type);
    }

    [Fact]
    public void Training_for_features_gives_those_of_the_trained_model()
    {
        var trees = _mlContext.LoadTrees();
        foreach (var options in new MlpOptions[]
        {
            Options(),
            new MlpBinaryTrainer.Options { LabelColumnName = "IsCedar", NumberOfEpochs = 3, Seed = 7 },
            new MlpRegressionTrainer.Options { LabelColumnName = "Height", NumberOfEpochs = 3, Seed = 7 },
        })
        {
            var model = options.CreateTrainer(_mlContext).Fit(trees).Model;
            var expected = Learned(_mlContext.Transforms.MlpFeatures("Learned", model).Fit(trees), trees);
            Assert.Equal(expected, Learned(_mlContext.Transforms.MlpFeatures("Learned", options).Fit(trees), trees));
        }
    }

    [Fact]
    public void Another_trainer_learns_from_the_features()
    {
        var trees = _mlContext.LoadTrees();
        var network = Train(o => o.NumberOfEpochs = 30);
        var expected = network.Transform(trees).GetColumn<uint>("PredictedLabel");

        var features = _mlContext.Transforms.MlpFeatures("Learned", network.Model);
        Assert.Equal(expected, Predicted(_mlContext.Mlp(o =>
        {
            (o.FeatureColumnName, o.HiddenLayers, o.NumberOfEpochs) = ("Learned", [], 30);
        })));
#if REAL_MLNET
        Assert.Equal(expected, Predicted(
            _mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "Learned")));
#endif

        IEnumerable<uint> Predicted(IEstimator<ITransformer> trainer) =>
            features.Append(trainer).Fit(trees).Transform(trees).GetColumn<uint>("PredictedLabel");
    }

    [Fact]
    public void A_loaded_featurizer_gives_bitwise_the_same_and_has_no_more_than_its_layers()
    {
        var trees = _mlContext.LoadTrees();
        var model = _mlContext.Transforms.MlpFeatures("Learned", Options(), layer: 0)
            .Append(_mlContext.Mlp(o => o.FeatureColumnName = "Learned")).Fit(trees);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, trees.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        var (before, after) = (model.Transform(trees), loaded.Transform(trees));
        Assert.Equal(SchemaText.Describe(before.Schema), SchemaText.Describe(after.Schema));
        Assert.Equal(Learned(model, trees), Learned(loaded, trees));
        Assert.Equal(_mlContext.Predictions(before).Bits(), _mlContext.Predictions(after).Bits());
        var transformer = ((IEnumerable<ITransformer>)loaded).OfType<MlpFeatureTransformer>().Single();
        Assert.Single(transformer.Model.Network.Layers);
        Assert.Equal(8, transformer.Model.Network.OutputSize);
    }

    [Fact]
    public void Single_rows_and_previews_have_the_features_too()
    {
        var rows = Trees.Rows();
        var trees = _mlContext.LoadTrees(rows);
        var transformer = _mlContext.Transforms.MlpFeatures("Learned", Options()).Fit(trees);
        var features = Learned(transformer, trees);
        using var engine = _mlContext.Model.CreatePredictionEngine<Tree, LearnedTree>(transformer);
        Assert.Equal(features[5], engine.Predict(rows[5]).Learned);

        var preview = transformer.Transform(trees).Preview(maxRows: 7);
        Assert.Equal(7, preview.RowView.Length);
        Assert.Equal(features[6], ((VBuffer<float>)preview.RowView[6].Values[^1].Value).DenseValues());
    }

    [Theory]
    [InlineData("Learned")]
    [InlineData("Features")]
    public void Announced_columns_are_those_of_the_transformer(string output)
    {
        var trees = _mlContext.LoadTrees();
        var shape = MLNetInternals.ShapeOf(trees.Schema);
        foreach (var featurizer in new[]
        {
            _mlContext.Transforms.MlpFeatures(output, Options()),
            _mlContext.Transforms.MlpFeatures(output, Train().Model),
        })
        {
            var data = featurizer.Fit(trees).Transform(trees);
            Assert.Equal(SchemaText.Describe(MLNetInternals.ShapeOf(data.Schema)),
                SchemaText.Describe(featurizer.GetOutputSchema(shape)));
            Assert.Equal(6, ((VectorDataViewType)data.Schema[output].Type).Size);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void There_must_be_the_hidden_layer(int layer)
    {
        var model = Train().Model;
        foreach (var create in new Func<object>[]
        {
            () => _mlContext.Transforms.MlpFeatures("Learned", Options(), layer),
            () => _mlContext.Transforms.MlpFeatures("Learned", model, layer: layer),
        })
            Assert.StartsWith($"layer must be in [0, 2); got {layer}.",
                Assert.Throws<ArgumentOutOfRangeException>(nameof(layer), create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_hidden_layers_has_no_features()
    {
        var model = Train(o => o.HiddenLayers = []).Model;
        foreach (var create in new Func<object>[]
        {
            () => _mlContext.Transforms.MlpFeatures("Learned", Options(o => o.HiddenLayers = [])),
            () => _mlContext.Transforms.MlpFeatures("Learned", model),
        })
            Assert.Equal("The network must have a hidden layer to give features; got none. Try HiddenLayers = [64].",
                Assert.Throws<ArgumentException>(create).Message);
    }

    [Fact]
    public void Options_of_the_trainer_are_checked_at_once() =>
        Assert.Throws<ArgumentOutOfRangeException>("BatchSize",
            () => _mlContext.Transforms.MlpFeatures("Learned", Options(o => o.BatchSize = 0)));

    [Fact]
    public void Columns_are_checked_before_and_when_fitting()
    {
        var trees = _mlContext.LoadTrees();
        Refuse("The label column 'Species' must be a key",
            _mlContext.Transforms.MlpFeatures("Learned", Options(o => o.LabelColumnName = "Species")));
        Refuse("The feature column 'Petals' must be in the data",
            _mlContext.Transforms.MlpFeatures("Learned", Options(o => o.FeatureColumnName = "Petals")));
        Refuse("The feature column 'Petals' must be in the data",
            _mlContext.Transforms.MlpFeatures("Learned", Train().Model, "Petals"));
        Refuse("The feature column 'Height' must be a vector",
            _mlContext.Transforms.MlpFeatures("Learned", Train().Model, "Height"));

        void Refuse(string message, MlpFeaturizer featurizer)
        {
            Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(
                () => featurizer.Fit(trees)).Message, StringComparison.Ordinal);
            Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(
                () => featurizer.GetOutputSchema(MLNetInternals.ShapeOf(trees.Schema))).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_label_is_not_needed_to_transform()
    {
        var model = Train().Model;
        var unlabeled = _mlContext.Transforms.SelectColumns("Features").Fit(_mlContext.LoadTrees())
            .Transform(_mlContext.LoadTrees());
        var transformer = _mlContext.Transforms.MlpFeatures("Learned", model).Fit(unlabeled);
        Assert.Equal(150, Learned(transformer, unlabeled).Length);
    }
}
