// Loads a model and scores rows with it, knowing ML.NET alone: what a program does that was only handed a model file.
// Arguments: the model's path, then the rows, their features separated by commas. Prints for each row the bits of its
// scores, the predicted key and what it stands for.
using System.Globalization;
using Microsoft.ML;
using TreeScorer;

var mlContext = new MLContext();
var model = mlContext.Model.Load(args[0], out _);
var engine = mlContext.Model.CreatePredictionEngine<Row, Prediction>(model);
foreach (var row in args.Skip(1))
{
    var features = row.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
    var prediction = engine.Predict(new Row { Features = features });
    var bits = prediction.Score.Select(score =>
        BitConverter.SingleToUInt32Bits(score).ToString("x8", CultureInfo.InvariantCulture));
    Console.WriteLine($"{string.Join(' ', bits)} {prediction.PredictedLabel} {prediction.PredictedSpecies}");
}
