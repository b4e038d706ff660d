using Digits;
using Microsoft.ML;
using static Microsoft.ML.Transforms.ValueToKeyMappingEstimator;

namespace DigitsService.Tests;

/// <summary>A small model of the digits, with the columns of the one that samples/Digits saves.</summary>
internal sealed class TinyModel
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;
    private readonly ITransformer _model;

    public TinyModel(int epochs)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "digits.csv");
        _data = _ml.Data.LoadFromTextFile<DigitRow>(file, separatorChar: ',', hasHeader: true);
        Digits = [.. _ml.Data.CreateEnumerable<DigitRow>(_data, reuseRowObject: false)];
        var trainer = _ml.MulticlassClassification.Trainers.Mlp(hiddenLayers: [16], numberOfEpochs: epochs);
        _model = _ml.Transforms.Conversion
            .MapValueToKey("Label", nameof(DigitRow.Digit), keyOrdinality: KeyOrdinality.ByValue)
            .Append(_ml.Transforms.NormalizeMinMax("Features", nameof(DigitRow.Pixels)))
            .Append(trainer)
            .Append(_ml.Transforms.Conversion.MapKeyToValue(nameof(DigitPrediction.PredictedDigit), "PredictedLabel"))
            .Fit(_data);
    }

    public IReadOnlyList<DigitRow> Digits { get; }

    public void Save(string path) => _ml.Model.Save(_model, _data.Schema, path);

    /// <summary>What the model says of these digits when nobody else uses it.</summary>
    public DigitPrediction[] Predict(IEnumerable<DigitRow> digits)
    {
        // Not the owner: the model is used again.
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using var engine = _ml.Model.CreatePredictionEngine<DigitRow, DigitPrediction>(_model, options);
        return [.. digits.Select(engine.Predict)];
    }
}
