using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests;

public class MlpBinaryTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private sealed class Prediction
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private MlpBinaryTrainer Trainer(Loss? loss = null) => _mlContext.BinaryClassification.Trainers.Mlp(
        new MlpBinaryTrainer.Options
        {
            LabelColumnName = "IsCedar",
            HiddenLayers = [8],
            Seed = 7,
            Loss = loss ?? new CrossEntropy(),
        });

    [Fact]
    public void Learns_two_classes()
    {
        var scored = Trainer().Fit(_mlContext.LoadTrees()).Transform(_mlContext.LoadTrees(Trees.Rows(seed: 2)));
        var metrics = _mlContext.BinaryClassification.Evaluate(scored, "IsCedar");
        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.InRange(metrics.LogLoss, 0, 0.05);
    }

    [Fact]
    public void The_probability_is_the_sigmoid_of_the_score()
    {
        var trees = _mlContext.LoadTrees();
        var scored = Trainer().Fit(trees).Transform(trees);
        var predictions = _mlContext.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false).ToList();
        Assert.Contains(predictions, prediction => prediction.PredictedLabel);
        Assert.All(predictions, prediction =>
        {
            Assert.Equal(1 / (1 + Math.Exp(-prediction.Score)), prediction.Probability, tolerance: 1e-6);
            Assert.Equal(prediction.Score > 0, prediction.PredictedLabel);
        });
    }

    [Fact]
    public void The_hinge_loss_gives_a_score_and_no_probability()
    {
        var trees = _mlContext.LoadTrees();
        var scored = Trainer(new Hinge()).Fit(trees).Transform(trees);
        Assert.Equal(["PredictedLabel", "Score"], scored.Schema.Select(column => column.Name).TakeLast(2));
        Assert.Equal(1, _mlContext.BinaryClassification.EvaluateNonCalibrated(scored, "IsCedar").Accuracy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loaded_model_gives_the_same_columns(bool hinge)
    {
        var trees = _mlContext.LoadTrees();
        var model = Trainer(hinge ? new Hinge() : null).Fit(trees);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, trees.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        var (before, after) = (model.Transform(trees), loaded.Transform(trees));
        Assert.Equal(SchemaText.Describe(before.Schema), SchemaText.Describe(after.Schema));
        Assert.Equal(before.GetColumn<float>("Score"), after.GetColumn<float>("Score"));
    }

    [Fact]
    public void The_label_must_be_boolean()
    {
        var trainer = _mlContext.BinaryClassification.Trainers.Mlp("Code");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(_mlContext.LoadTrees()));
        Assert.Equal("The label column 'Code' must be Boolean; got Int32. " +
            "Try Conversion.ConvertType to make one, for a key after MapKeyToValue.",
            error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Announced_columns_are_those_of_the_trained_model(bool hinge)
    {
        var trees = _mlContext.LoadTrees();
        var trainer = Trainer(hinge ? new Hinge() : null);
        Assert.Equal(
            SchemaText.Describe(MLNetInternals.ShapeOf(trainer.Fit(trees).Transform(trees).Schema)),
            SchemaText.Describe(trainer.GetOutputSchema(MLNetInternals.ShapeOf(trees.Schema))));
    }

#if REAL_MLNET
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Columns_are_those_of_a_built_in_trainer(bool hinge)
    {
        var trees = _mlContext.LoadTrees();
        IEstimator<ITransformer> builtIn = hinge
            ? _mlContext.BinaryClassification.Trainers.LinearSvm("IsCedar")
            : _mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression("IsCedar");
        var ours = Trainer(hinge ? new Hinge() : null);
        Assert.Equal(SchemaText.Describe(builtIn.Fit(trees).GetOutputSchema(trees.Schema)),
            SchemaText.Describe(ours.Fit(trees).GetOutputSchema(trees.Schema)));
        var shape = MLNetInternals.ShapeOf(trees.Schema);
        Assert.Equal(SchemaText.Describe(builtIn.GetOutputSchema(shape)),
            SchemaText.Describe(ours.GetOutputSchema(shape)));
    }
#endif
}
