using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests;

/// <summary>The code that README.md shows, word for word.</summary>
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
    public void The_core_learns_without_ML_NET_and_resumes()
    {
        var rows = new LabeledRows(featureCount: 64, classCount: 10);
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Skip(1))
        {
            var values = line.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            rows.Append([.. values[..64].Select(pixel => pixel / 16)], (int)values[64]);
        }
        var folder = Directory.CreateTempSubdirectory("readme").FullName;
        try
        {
            var (checkpointFile, networkFile) = (Path.Combine(folder, "checkpoint"), Path.Combine(folder, "network"));
            var onnxFile = Path.Combine(folder, "onnx");

            // README
            var network = Network.Create(
                inputSize: 64,
                hiddenLayers:
                [
                    new HiddenLayer(128) { BatchNormalization = true, Dropout = 0.2f },
                    new HiddenLayer(64, Activation.SiLU),
                ],
                outputSize: 10);
            Console.WriteLine(network.Summary());

            var options = new TrainingOptions
            {
                Optimizer = new AdamW { WeightDecay = 0.01f },
                LearningRate = 0.005f,
                Schedule = new CosineDecay { Warmup = 0.1f },
                Loss = new CrossEntropy { LabelSmoothing = 0.05f },
                ValidationFraction = 0.1f, // The network of the epoch that is best on these rows is the result.
            };
            var control = new TrainingControl
            {
                Checkpoints = new CheckpointOptions(checkpointFile),
                OnEpochEnd = end => Console.WriteLine($"Epoch {end.Report.Epoch}: {end.Report.Validation!.Accuracy}"),
            };
            var result = TrainingLoop.Train(network, rows, options, control); // rows: LabeledRows, or an IRowSource
            NetworkFile.Save(result.Network, networkFile);
            OnnxFile.Save(result.Network, onnxFile);

            // A run that was killed goes on where its last checkpoint was, to bitwise the same network.
            var checkpoint = TrainingCheckpoint.Load(checkpointFile);
            result = TrainingLoop.Train(network, rows, options, control with { ResumeFrom = checkpoint });
            // end of README

            Assert.InRange(result.History.Max(report => report.Validation!.Accuracy!.Value), 0.95, 1);
            Assert.True(File.Exists(networkFile));
            Assert.True(File.Exists(onnxFile));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_readme_shows_the_code_that_was_run()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadmeTests.cs"));
        var run = source.Split("// README", 2)[1].Split("// end of README", 2)[0]
            .Replace("(digits,", "(\"digits.csv\",", StringComparison.Ordinal)
            .Replace("saved)", "\"model.zip\")", StringComparison.Ordinal);
        var core = source.Split("// README", 3)[2].Split("// end of README", 2)[0]
            .Replace("checkpointFile", "\"digits.checkpoint\"", StringComparison.Ordinal)
            .Replace("networkFile", "\"digits.safetensors\"", StringComparison.Ordinal)
            .Replace("onnxFile", "\"digits.onnx\"", StringComparison.Ordinal);
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains(WithoutSpace(run), WithoutSpace(readme), StringComparison.Ordinal);
        Assert.Contains(WithoutSpace(core), WithoutSpace(readme), StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_lists_the_options_and_what_they_may_be()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "README.md"))
            .SkipWhile(line => line != "### Options of the trainers")
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .ToDictionary(line => line.Split('`')[1]);
        Type[] options =
            [typeof(MlpTrainer.Options), typeof(MlpBinaryTrainer.Options), typeof(MlpRegressionTrainer.Options)];
        Assert.Equal(rows.Keys.Order(),
            options.SelectMany(type => type.GetProperties()).Select(property => property.Name).Distinct().Order());

        Lists(nameof(MlpTrainer.Options.Activation), Enum.GetNames<Activation>());
        Lists(nameof(MlpTrainer.Options.WeightInitialization), Enum.GetNames<WeightInitialization>());
        Lists(nameof(MlpTrainer.Options.Optimizer), KindsOf(typeof(Optimizer)));
        Lists(nameof(MlpTrainer.Options.Schedule), KindsOf(typeof(LearningRateSchedule)));

        void Lists(string option, IEnumerable<string> names)
        {
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Matches($@"`(new )?{name}(\(\))?`", rows[option]));
        }
    }

    private static IEnumerable<string> KindsOf(Type type) => type.Assembly.GetExportedTypes()
        .Where(kind => kind.IsSubclassOf(type) && !kind.IsAbstract).Select(kind => kind.Name);

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
