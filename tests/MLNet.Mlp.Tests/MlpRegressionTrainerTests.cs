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
            "Try Conversion.ConvertType to make it Single.", error.Message);
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
