using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests;

/// <summary>The pipeline that README.md shows, word for word.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_pipeline_runs_and_learns()
    {
        var folder = Directory.CreateTempSubdirectory("readme").FullName;
        try
        {
            var digits = Path.Combine(AppContext.BaseDirectory, "digits.csv");
            var saved = Path.Combine(folder, "model.zip");

            // README
            var ml = new MLContext(seed: 1);
            var data = ml.Data.LoadFromTextFile<Digit>(digits, separatorChar: ',', hasHeader: true);
            var split = ml.Data.TrainTestSplit(data, testFraction: 0.2);

            var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
                .Append(ml.Transforms.NormalizeMinMax("Features"))
                .Append(ml.MulticlassClassification.Trainers.Mlp(hiddenLayers: [128, 64]))
                .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

            var model = pipeline.Fit(split.TrainSet);
            var metrics = ml.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
            ml.Model.Save(model, data.Schema, saved);
            // end of README

            Assert.InRange(metrics.MicroAccuracy, 0.95, 1);
            Assert.True(File.Exists(saved));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_readme_shows_the_pipeline_that_was_run()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadmeTests.cs"));
        var run = source.Split("// README", 2)[1].Split("// end of README", 2)[0]
            .Replace("(digits,", "(\"digits.csv\",", StringComparison.Ordinal)
            .Replace("saved)", "\"model.zip\")", StringComparison.Ordinal);
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains(WithoutSpace(run), WithoutSpace(readme), StringComparison.Ordinal);
    }

    private static string WithoutSpace(string text) => Space().Replace(text, "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private sealed class Digit
    {
        [LoadColumn(0, 63), VectorType(64)]
        public float[] Features { get; set; } = [];

        [LoadColumn(64)]
        public int Label { get; set; }
    }
}
