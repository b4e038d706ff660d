using System.Diagnostics;
using Digits;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp;
using Spectre.Console;
using static Microsoft.ML.Transforms.ValueToKeyMappingEstimator;

// Trains a multilayer perceptron on handwritten digits inside an ML.NET pipeline, measures it on digits that it has not
// seen, saves it, and predicts with the saved model.
if (!CommandLine.TryParse(args, out var settings, out var exitCode)) return exitCode;

var ml = new MLContext(settings.Seed);
var data = ml.Data.LoadFromTextFile<DigitRow>(settings.DataPath, separatorChar: ',', hasHeader: true);
var split = ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: settings.Seed);

// Ctrl+C ends training early; the model so far is then measured and saved all the same.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};

try
{
    var model = TrainingProgress.Run(settings.Epochs, progress =>
        ml.Transforms.Conversion.MapValueToKey("Label", nameof(DigitRow.Digit), keyOrdinality: KeyOrdinality.ByValue)
            .Append(ml.Transforms.NormalizeMinMax("Features", nameof(DigitRow.Pixels)))
            .Append(ml.MulticlassClassification.Trainers.Mlp(new MlpTrainer.Options
            {
                HiddenLayers = settings.HiddenLayers,
                NumberOfEpochs = settings.Epochs,
                BatchSize = settings.BatchSize,
                LearningRate = settings.LearningRate,
                Momentum = settings.Momentum,
                Progress = progress,
                CancellationToken = cancellation.Token,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue(nameof(DigitPrediction.PredictedDigit), "PredictedLabel"))
            .Fit(split.TrainSet));

    var started = Stopwatch.GetTimestamp();
    var predictions = model.Transform(split.TestSet);
    var metrics = ml.MulticlassClassification.Evaluate(predictions);
    Report.Metrics(metrics, Stopwatch.GetElapsedTime(started));
    VBuffer<int> digits = default;
    predictions.Schema["PredictedLabel"].GetKeyValues(ref digits);
    Report.ConfusionMatrix(metrics.ConfusionMatrix, [.. digits.DenseValues()]);

    ml.Model.Save(model, data.Schema, settings.OutputPath);
    AnsiConsole.MarkupLineInterpolated($"Saved the model as [green]{settings.OutputPath}[/].");

    // From here on, what a program would do that only uses the model.
    var engine = ml.Model.CreatePredictionEngine<DigitRow, DigitPrediction>(ml.Model.Load(settings.OutputPath, out _));
    var unseen = ml.Data.CreateEnumerable<DigitRow>(split.TestSet, reuseRowObject: false).Take(Report.DigitsShown);
    Report.Predictions([.. unseen.Select(digit => (digit, engine.Predict(digit)))]);
    return 0;
}
catch (Exception e) when (e is MlpDivergedException or IOException or UnauthorizedAccessException or
    FormatException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
