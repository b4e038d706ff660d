using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests;

/// <summary>ML.NET's calibrators give a probability to scores that have none, those of the hinge loss.</summary>
public class CalibrationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public enum Calibrator
    {
        Platt,
        Isotonic,
#if REAL_MLNET // The stand-in has no naive calibrator.
        Naive,
#endif
    }

    private IEstimator<ITransformer> Create(Calibrator calibrator)
    {
        var calibrators = _mlContext.BinaryClassification.Calibrators;
        return calibrator switch
        {
#if REAL_MLNET
            Calibrator.Naive => calibrators.Naive("IsCedar"),
#endif
            Calibrator.Platt => calibrators.Platt("IsCedar"),
            _ => calibrators.Isotonic("IsCedar"),
        };
    }

    [Theory]
    [InlineData(Calibrator.Platt)]
    [InlineData(Calibrator.Isotonic)]
#if REAL_MLNET
    [InlineData(Calibrator.Naive)]
#endif
    public void A_calibrator_behind_the_trainer_gives_probabilities_that_are_saved_and_evaluated(Calibrator calibrator)
    {
        var trees = _mlContext.LoadTrees();
        var trainer = _mlContext.BinaryClassification.Trainers.Mlp(new MlpBinaryTrainer.Options
        {
            LabelColumnName = "IsCedar",
            HiddenLayers = [8],
            Seed = 7,
            Loss = new Hinge(),
        });
        var model = trainer.Append(Create(calibrator)).Fit(trees);
        var scored = model.Transform(trees);
        var metrics = _mlContext.BinaryClassification.Evaluate(scored, "IsCedar");
        Assert.Equal(1, metrics.Accuracy);
        // A probability says more than that a third are cedars, whose log-loss is 0.92 bits.
        Assert.InRange(metrics.LogLoss, 0, 0.5);
        var rows = scored.GetColumn<float>("Score").Zip(scored.GetColumn<float>("Probability")).Order().ToList();
        Assert.All(rows, row => Assert.InRange(row.Second, 0, 1));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.Second <= pair.Second.Second));

        using var file = new MemoryStream();
        _mlContext.Model.Save(model, trees.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _).Transform(trees);
        Assert.Equal(SchemaText.Describe(scored.Schema), SchemaText.Describe(loaded.Schema));
        Assert.Equal(scored.GetColumn<float>("Probability"), loaded.GetColumn<float>("Probability"));
    }
}
