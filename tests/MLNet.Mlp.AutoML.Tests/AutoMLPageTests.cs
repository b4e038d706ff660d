using System.Text.RegularExpressions;
#if AUTOML
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
#endif

namespace MLNet.Mlp.AutoML.Tests;

/// <summary>The code that docs/automl.md shows, word for word.</summary>
public sealed partial class AutoMLPageTests
{
    [AutoMLFact]
    public void The_experiment_finds_a_good_network()
    {
#if AUTOML
        var digits = Path.Combine(AppContext.BaseDirectory, "digits.csv");

        // PAGE
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromTextFile<Digit>(digits, separatorChar: ',', hasHeader: true);
        var split = ml.Data.TrainTestSplit(data, testFraction: 0.2);
        var training = ml.Data.TrainTestSplit(split.TrainSet, testFraction: 0.2);

        var trainer = ml.Auto().CreateSweepableEstimator(
            (context, choice) => context.MulticlassClassification.Trainers.Mlp(choice.ToOptions()),
            new SearchSpace<MlpChoice>());

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.NormalizeMinMax("Features"))
            .Append(trainer);

        var settings = new AutoMLExperiment.AutoMLExperimentSettings { Seed = 1 };
        var best = ml.Auto().CreateExperiment(settings)
            .SetPipeline(pipeline)
            .SetDataset(training)
            .SetMulticlassClassificationMetric(MulticlassClassificationMetric.MicroAccuracy, labelColumn: "Label")
            .SetMaxModelToExplore(10)
            .Run();

        var metrics = ml.MulticlassClassification.Evaluate(best.Model.Transform(split.TestSet));
        Console.WriteLine($"{metrics.MicroAccuracy:P1} on digits that the search has not seen, with");

        // The part of the pipeline before the trainer is "e0", the trainer "e1".
        var found = best.TrialSettings.Parameter["_pipeline_"]["e1"];
        Console.WriteLine(found);
        var options = found.AsType<MlpChoice>().ToOptions();
        // end of PAGE

        Assert.InRange(best.Metric, 0.95, 1);
        Assert.InRange(metrics.MicroAccuracy, 0.93, 1);
        Assert.All(options.HiddenLayers, units => Assert.InRange(units, 16, 256));
#endif
    }

    [Fact]
    public void The_page_shows_the_code_that_was_run()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AutoMLPageTests.cs"))
            .Replace("(digits,", "(\"digits.csv\",", StringComparison.Ordinal)
            .Replace("private sealed class", "class", StringComparison.Ordinal);
        var shown = Regions().Matches(source).Select(region => WithoutSpace(region.Groups[1].Value)).ToList();
        var page = WithoutSpace(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "automl.md")));

        Assert.Equal(2, shown.Count);
        Assert.All(shown, code => Assert.Contains(code, page, StringComparison.Ordinal));
    }

    private static string WithoutSpace(string text) => Space().Replace(text, "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"// PAGE\n(.*?)// end of PAGE\n", RegexOptions.Singleline)]
    private static partial Regex Regions();

#if AUTOML
    // PAGE
    private sealed class MlpChoice
    {
        [Range(1, 3, 1)]
        public int Layers { get; set; }

        [Range(16, 256, 64, logBase: true)]
        public int Units { get; set; }

        [Choice(Activation.ReLU, Activation.Tanh, Activation.SiLU, Activation.GELU)]
        public Activation Activation { get; set; }

        [Range(0.001f, 0.2f, 0.05f, logBase: true)]
        public float LearningRate { get; set; }

        [Range(16, 256, 32, logBase: true)]
        public int BatchSize { get; set; }

        [Range(0f, 0.5f, 0f)]
        public float Dropout { get; set; }

        [Range(0.000001f, 0.01f, 0.0001f, logBase: true)]
        public float WeightDecay { get; set; }

        [BooleanChoice(false)]
        public bool BatchNormalization { get; set; }

        public MlpTrainer.Options ToOptions() => new()
        {
            HiddenLayers = [.. Enumerable.Repeat(Units, Layers)],
            Activation = Activation,
            LearningRate = LearningRate,
            BatchSize = BatchSize,
            Dropout = Dropout,
            WeightDecay = WeightDecay,
            BatchNormalization = BatchNormalization,
        };
    }

    private sealed class Digit
    {
        [LoadColumn(0, 63), VectorType(64)]
        public float[] Features { get; set; } = [];

        [LoadColumn(64)]
        public int Label { get; set; }
    }
    // end of PAGE
#endif
}
