using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests;

public class MlpRegressionTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private MlpRegressionTrainer Trainer(string label = "Height", Loss? loss = null) =>
        _mlContext.Regression.Trainers.Mlp(new MlpRegressionTrainer.Options
        {
            LabelColumnName = label,
            HiddenLayers = [8],
            Seed = 7,
            Loss = loss ?? new SquaredError(),
        });

    public static TheoryData<Loss> Losses => [new SquaredError(), new AbsoluteError(), new HuberError()];

    [Theory, MemberData(nameof(Losses))]
    public void Learns_a_number(Loss loss)
    {
        var model = Trainer(loss: loss).Fit(_mlContext.LoadTrees());
        var metrics = _mlContext.Regression.Evaluate(
            model.Transform(_mlContext.LoadTrees(Trees.Rows(seed: 2))), "Height");
        Assert.InRange(metrics.RSquared, 0.98, 1);
    }

    [Fact]
    public void Learns_several_numbers()
    {
        var model = Trainer("Sizes").Fit(_mlContext.LoadTrees());
        var unseen = Trees.Rows(seed: 2);
        var scores = model.Transform(_mlContext.LoadTrees(unseen)).GetColumn<float[]>("Score").ToList();
        Assert.Equal(unseen.Count, scores.Count);
        var meanError = unseen.Zip(scores, (tree, score) =>
            Math.Abs(tree.Sizes[0] - score[0]) + Math.Abs(tree.Sizes[1] - score[1])).Average() / 2;
        Assert.InRange(meanError, 0, 0.05);
    }

    [Fact]
    public void Rows_without_a_number_are_skipped()
    {
        var rows = Trees.Rows();
        rows[3].Height = float.NaN;
        rows[4].Height = float.PositiveInfinity;
        var warnings = _mlContext.Listen(Microsoft.ML.Runtime.ChannelMessageKind.Warning);
        Trainer().Fit(_mlContext.LoadTrees(rows));
        Assert.Equal(["Skipped 2 rows whose label 'Height' is missing."], warnings);
    }

    [Theory]
    [InlineData(RowStorage.Memory, 1)]
    [InlineData(RowStorage.Memory, 3)]
    [InlineData(RowStorage.Stream, 1)]
    public void Labels_of_another_length_than_the_column_are_refused(RowStorage storage, int length)
    {
        var rows = Trees.Rows();
        rows[4].Sizes = new float[length];
        var trainer = TrainerKind.Regression.Trainer(_mlContext, o => o.RowStorage = storage);
        Assert.Equal(
            $"The label column 'Sizes' must have 2 values in each row; got {length} in row 4, counted from 0.",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(_mlContext.LoadTrees(rows))).Message);
    }

    [Theory]
    [InlineData("Height")]
    [InlineData("Sizes")]
    public void A_loaded_model_gives_the_same_columns(string label)
    {
        var trees = _mlContext.LoadTrees();
        var model = Trainer(label).Fit(trees);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, trees.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        var (before, after) = (model.Transform(trees), loaded.Transform(trees));
        Assert.Equal(SchemaText.Describe(before.Schema), SchemaText.Describe(after.Schema));
        if (label == "Height") Assert.Equal(before.GetColumn<float>("Score"), after.GetColumn<float>("Score"));
        else Assert.Equal(before.GetColumn<float[]>("Score"), after.GetColumn<float[]>("Score"));
    }

    [Fact]
    public void The_label_must_be_single()
    {
        var trainer = _mlContext.Regression.Trainers.Mlp("Code");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(_mlContext.LoadTrees()));
        Assert.Equal("The label column 'Code' must be Single, or a vector of Single of known size; got Int32. " +
            "Try Conversion.ConvertType to make it Single, for a key after MapKeyToValue.", error.Message);
    }

    [Fact]
    public void A_key_becomes_a_label_as_the_message_says()
    {
        var conversion = _mlContext.Transforms.Conversion;
        var keys = conversion.MapValueToKey("Code");
        var trainer = _mlContext.Regression.Trainers.Mlp("Code", numberOfEpochs: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.Append(trainer).Fit(_mlContext.LoadTrees()));
        keys.Append(conversion.MapKeyToValue("Code")).Append(conversion.ConvertType("Code")).Append(trainer)
            .Fit(_mlContext.LoadTrees());
    }

    [Theory]
    [InlineData("Height")]
    [InlineData("Sizes")]
    public void Announced_columns_are_those_of_the_trained_model(string label)
    {
        var trees = _mlContext.LoadTrees();
        var trainer = Trainer(label);
        Assert.Equal(
            SchemaText.Describe(MLNetInternals.ShapeOf(trainer.Fit(trees).Transform(trees).Schema)),
            SchemaText.Describe(trainer.GetOutputSchema(MLNetInternals.ShapeOf(trees.Schema))));
    }

    private MlpTransformer TrainOnMillimeters(Action<MlpRegressionTrainer.Options>? change = null)
    {
        var rows = Trees.Rows();
        foreach (var tree in rows) Enlarge(tree);
        var options = new MlpRegressionTrainer.Options { LabelColumnName = "Height", Seed = 7 };
        change?.Invoke(options);
        return _mlContext.Regression.Trainers.Mlp(options).Fit(_mlContext.LoadTrees(rows));
    }

    private static void Enlarge(Tree tree) => tree.Height = 5000 + 2000 * tree.Height;

    [Fact]
    public void Labels_in_the_thousands_are_learned_with_the_default_options()
    {
        Assert.InRange(RSquared(TrainOnMillimeters()), 0.98, 1);
        // What the option is there for: the first steps are so large that all units die, and only the mean is learned.
        Assert.InRange(RSquared(TrainOnMillimeters(o => o.NormalizeLabel = false)), double.MinValue, 0.1);

        double RSquared(MlpTransformer model)
        {
            var unseen = Trees.Rows(seed: 2);
            unseen.ForEach(Enlarge);
            return _mlContext.Regression.Evaluate(model.Transform(_mlContext.LoadTrees(unseen)), "Height").RSquared;
        }
    }

    [Fact]
    public void Losses_are_in_units_of_the_deviation_of_the_label()
    {
        // Nothing is learned by steps this small: the loss is that of predicting hardly more than the mean.
        var history = TrainOnMillimeters(o => (o.LearningRate, o.NumberOfEpochs, o.WeightInitialization) =
            (1e-12f, 1, WeightInitialization.Zeros)).Model.TrainingHistory;
        Assert.Equal(1, history[0].Loss, tolerance: 1e-5);
    }

    [Fact]
    public void The_last_good_model_of_a_training_that_diverged_predicts_in_the_units_of_the_label()
    {
        // Zeros in all layers but the last keep the outputs at the mean until the first step.
        var error = Assert.Throws<MlpDivergedException>(() => TrainOnMillimeters(o =>
            (o.LearningRate, o.Momentum, o.WeightInitialization) = (1e30f, 0, WeightInitialization.Zeros)));
        var trees = _mlContext.LoadTrees();
        var mean = Trees.Rows().Average(tree => 5000.0 + 2000 * tree.Height);
        Assert.All(error.LastGoodModel.Transform(trees).GetColumn<float>("Score"),
            score => Assert.Equal(mean, score, tolerance: 0.01));
    }

    [Fact]
    public void Normalizing_a_label_that_is_normal_already_changes_next_to_nothing()
    {
        var heights = Trees.Rows().Select(tree => (double)tree.Height).ToList();
        var mean = heights.Average();
        var deviation = Math.Sqrt(heights.Average(height => Math.Pow(height - mean, 2)));
        var rows = Trees.Rows();
        foreach (var tree in rows) tree.Height = (float)((tree.Height - mean) / deviation);
        var trees = _mlContext.LoadTrees(rows);
        float[] Scores(bool normalize) => [.. _mlContext.Regression.Trainers.Mlp(new MlpRegressionTrainer.Options
        {
            LabelColumnName = "Height",
            NumberOfEpochs = 2,
            Seed = 7,
            NormalizeLabel = normalize,
        }).Fit(trees).Transform(trees).GetColumn<float>("Score")];

        Assert.All(Scores(true).Zip(Scores(false)),
            scores => Assert.Equal(scores.First, scores.Second, tolerance: 1e-4));
    }

    [Fact]
    public void A_stream_and_rows_in_memory_are_scaled_alike() =>
        Assert.Equal(
            TrainOnMillimeters(o => o.RowStorage = RowStorage.Memory).Bytes(),
            TrainOnMillimeters(o => o.RowStorage = RowStorage.Stream).Bytes());

    [Fact]
    public void Validation_rows_are_scaled_as_the_rows_trained_on()
    {
        var rows = Trees.Rows();
        rows.ForEach(Enlarge);
        var model = TrainOnMillimeters(o => o.ValidationSet = _mlContext.LoadTrees(rows));
        // The same rows as those trained on; but the loss of training is taken while the weights still change.
        Assert.InRange(model.Model.TrainingHistory[^1].Validation!.Loss, 0, 0.05);
    }

    [Theory]
    [InlineData(RowStorage.Memory)]
    [InlineData(RowStorage.Stream)]
    public void Rows_set_aside_are_scaled_as_the_rows_trained_on(RowStorage storage)
    {
        var model = TrainOnMillimeters(o => (o.ValidationFraction, o.RowStorage) = (0.2f, storage));
        Assert.InRange(model.Model.TrainingHistory[^1].Validation!.Loss, 0, 0.05);
    }

    [Fact]
    public void Training_goes_on_from_a_network_that_predicts_in_the_units_of_the_label()
    {
        var rows = Trees.Rows();
        rows.ForEach(Enlarge);
        var trees = _mlContext.LoadTrees(rows);
        var trained = TrainOnMillimeters().Model;
        var continued = _mlContext.Regression.Trainers.Mlp(new MlpRegressionTrainer.Options
        {
            LabelColumnName = "Height",
            NumberOfEpochs = 1,
            Seed = 7,
        }).Fit(trees, trained).Model;
        Assert.InRange(continued.TrainingHistory[0].Loss, 0, 2 * trained.TrainingHistory[^1].Loss);
    }

#if REAL_MLNET
    [Fact]
    public void Columns_are_those_of_a_built_in_trainer()
    {
        var trees = _mlContext.LoadTrees();
        var builtIn = _mlContext.Regression.Trainers.OnlineGradientDescent("Height");
        Assert.Equal(SchemaText.Describe(builtIn.Fit(trees).GetOutputSchema(trees.Schema)),
            SchemaText.Describe(Trainer().Fit(trees).GetOutputSchema(trees.Schema)));
        var shape = MLNetInternals.ShapeOf(trees.Schema);
        Assert.Equal(SchemaText.Describe(builtIn.GetOutputSchema(shape)),
            SchemaText.Describe(Trainer().GetOutputSchema(shape)));
    }
#endif
}
