using Microsoft.ML.Calibrators;
using Microsoft.ML.Offline.Tests.Transforms;

namespace Microsoft.ML.Offline.Tests.Calibration;

public sealed class IsotonicTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Scores_whose_labels_do_not_rise_are_pooled()
    {
        var calibrator = Fit("1- 2+ 3- 3+ 5- 6+ 8+");

        Assert.Equal([1f, 2, 6], calibrator.Mins.ToArray());
        Assert.Equal([1f, 5, 8], calibrator.Maxes.ToArray());
        Assert.Equal([0f, 0.5f, 1], calibrator.Values.ToArray());
        Assert.Equal(0.5f, calibrator.PredictProbability(3));
        Assert.Equal(0.25f, calibrator.PredictProbability(1.5f));
        Assert.Equal(0.75f, calibrator.PredictProbability(5.5f));
        Assert.Equal(1e-15f, calibrator.PredictProbability(-7));
        Assert.Equal(1, calibrator.PredictProbability(70));
        Assert.True(float.IsNaN(calibrator.PredictProbability(float.NaN)));
    }

    [Fact]
    public void Rows_count_by_their_weights()
    {
        var calibrator = Fit("1+ 2-", "Weight");

        Assert.Equal([1f / 3], calibrator.Values.ToArray());
        Assert.Equal(1f / 3, calibrator.PredictProbability(1.5f));
    }

    [Fact]
    public void A_saved_calibration_gives_the_same_probabilities()
    {
        var data = Data("1- 2+ 3- 3+ 5- 6+ 8+");
        var model = _ml.BinaryClassification.Calibrators.Isotonic().Fit(data);
        using var stream = new MemoryStream();

        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var loaded = _ml.Model.Load(stream, out _);

        Assert.IsType<IsotonicCalibratorTransformer>(model);
        Assert.Equal(
            model.Transform(data).Values<float>("Probability"), loaded.Transform(data).Values<float>("Probability"));
    }

    private IsotonicCalibrator Fit(string rows, string? weight = null) => ((IPredictionTransformer<IsotonicCalibrator>)
        _ml.BinaryClassification.Calibrators.Isotonic(exampleWeightColumnName: weight!).Fit(Data(rows))).Model;

    /// <summary>Scores with the signs of their labels behind them; the weight of each is its score.</summary>
    private IDataView Data(string rows) => _ml.Data.LoadFromEnumerable(rows.Split(' ').Select(row => new Row
    {
        Score = row[0] - '0',
        Weight = row[0] - '0',
        Label = row[1] == '+',
    }).ToArray());

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Weight { get; set; }
    }
}
