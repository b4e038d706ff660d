using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Transforms;

namespace Microsoft.ML.Offline.Tests.Calibration;

public sealed class PlattTests
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>The expected numbers are those of ML.NET 5.0.0.</summary>
    [Fact]
    public void The_sigmoid_that_fits_the_labels_is_found()
    {
        var model = _ml.BinaryClassification.Calibrators.Platt().Fit(Data(Rows()));

        var calibrator = ((IPredictionTransformer<PlattCalibrator>)model).Model;
        Assert.Equal(-1.36546879428, calibrator.Slope, 9);
        Assert.Equal(0.30053088328, calibrator.Offset, 9);
        Assert.IsType<PlattCalibratorTransformer>(model);
        var scored = model.Transform(Data(Rows()));
        Assert.Equal(
            scored.Values<float>("Score").Select(calibrator.PredictProbability), scored.Values<float>("Probability"));
    }

    [Fact]
    public void Rows_count_by_their_weights_and_only_if_all_is_finite()
    {
        var rows = Rows();
        var expected = Fit(rows, null);
        foreach (var row in rows)
            row.Weight = 2;
        Row[] ignored =
        [
            new() { Score = float.NaN, Label = true, Weight = 1 },
            new() { Score = float.PositiveInfinity, Label = true, Weight = 1 },
            new() { Score = 1, Label = true, Weight = float.NaN },
            new() { Score = 5, Label = false, Weight = 0 },
        ];

        var twice = Fit([.. rows, .. rows], null);
        var weighted = Fit([.. rows, .. ignored], "Weight");

        Assert.Equal(twice.Slope, weighted.Slope, 4);
        Assert.Equal(twice.Offset, weighted.Offset, 4);
        Assert.NotEqual(expected.Offset, weighted.Offset, 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Separable_or_one_sided_labels_give_a_finite_sigmoid(bool oneSided)
    {
        var rows = Enumerable.Range(-10, 21).Select(i => new Row { Score = i, Label = oneSided || i > 0 });

        var calibrator = Fit([.. rows], null);

        Assert.True(double.IsFinite(calibrator.Slope));
        Assert.True(double.IsFinite(calibrator.Offset));
        Assert.InRange(calibrator.PredictProbability(10), 0.9f, 1);
    }

    [Fact]
    public void A_given_sigmoid_is_applied_as_it_is()
    {
        var data = Data([new() { Score = 2 }, new() { Score = float.NaN }, new() { Score = float.NegativeInfinity }]);
        var model = _ml.BinaryClassification.Calibrators.Platt(slope: -0.5, offset: 0.25).Fit(data);

        var probabilities = model.Transform(data).Values<float>("Probability");

        Assert.Equal((float)(1 / (1 + Math.Exp(-0.75))), probabilities[0]);
        Assert.True(float.IsNaN(probabilities[1]));
        Assert.Equal(0, probabilities[2]);
    }

    [Fact]
    public void The_probability_takes_over_what_kind_of_score_it_is()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        var score = definition["Score"];
        score.AddAnnotation("ScoreColumnSetId", 3u, new KeyDataViewType(typeof(uint), 10));
        score.AddAnnotation("ScoreColumnKind", "BinaryClassification".AsMemory(), TextDataViewType.Instance);
        score.AddAnnotation("ScoreValueKind", "Score".AsMemory(), TextDataViewType.Instance);
        score.AddAnnotation("Other", 1f, NumberDataViewType.Single);
        var annotated = _ml.Data.LoadFromEnumerable(Rows(), definition);
        var platt = _ml.BinaryClassification.Calibrators.Platt();

        var known = platt.Fit(annotated).Transform(annotated).Schema["Probability"];
        var plain = platt.Fit(Data(Rows())).Transform(Data(Rows())).Schema["Probability"];

        Assert.Equal(NumberDataViewType.Single, known.Type);
        Assert.Equal(
            ["IsNormalized", "ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind"], known.AnnotationKinds());
        Assert.Equal(3u, known.AnnotationValue<uint>("ScoreColumnSetId"));
        Assert.True(known.AnnotationValue<bool>("IsNormalized"));
        Assert.Equal(["IsNormalized"], plain.AnnotationKinds());
        var shape = ShapeProbe.Announced(platt, annotated, "Probability");
        Assert.Equal(known.AnnotationKinds(), shape.AnnotationKinds());
    }

    [Fact]
    public void A_saved_calibration_gives_the_same_probabilities()
    {
        var data = Data(Rows());
        var chain = _ml.Transforms.CopyColumns("Raw", "Score")
            .Append(_ml.BinaryClassification.Calibrators.Platt(scoreColumnName: "Raw")).Fit(data);
        using var stream = new MemoryStream();

        _ml.Model.Save(chain, data.Schema, stream);
        stream.Position = 0;
        var loaded = _ml.Model.Load(stream, out _);

        Assert.Equal(
            chain.Transform(data).Values<float>("Probability"), loaded.Transform(data).Values<float>("Probability"));
    }

    [Fact]
    public void Columns_that_are_missing_or_of_another_type_are_named()
    {
        var calibrators = _ml.BinaryClassification.Calibrators;
        var data = Data(Rows());

        AssertShapeError(calibrators.Platt(scoreColumnName: "Nowhere"), "score column 'Nowhere'");
        AssertShapeError(calibrators.Platt(labelColumnName: "Nowhere"), "label column 'Nowhere'");
        AssertShapeError(calibrators.Platt(exampleWeightColumnName: "Nowhere"), "weight column 'Nowhere'");
        AssertShapeError(calibrators.Platt(labelColumnName: "Weight"), "expected Boolean, got Single");
        AssertShapeError(calibrators.Platt(scoreColumnName: "Label"), "expected Single, got Boolean");
        var model = calibrators.Platt().Fit(data);
        var error = Assert.Throws<InvalidOperationException>(
            () => model.GetOutputSchema(_ml.Transforms.DropColumns("Score").Fit(data).Transform(data).Schema));
        Assert.Contains("'Score'", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => calibrators.Platt().Fit(Data([])));

        void AssertShapeError(IEstimator<ITransformer> estimator, string part)
        {
            var mismatch = Assert.Throws<ArgumentOutOfRangeException>(
                () => ShapeProbe.Announced(estimator, data, "Probability"));
            Assert.Contains(part, mismatch.Message, StringComparison.Ordinal);
        }
    }

    private PlattCalibrator Fit(Row[] rows, string? weight) => ((IPredictionTransformer<PlattCalibrator>)
        _ml.BinaryClassification.Calibrators.Platt(exampleWeightColumnName: weight!).Fit(Data(rows))).Model;

    private IDataView Data(Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    /// <summary>Noisy labels, the less so the farther the score is from 0.3.</summary>
    private static Row[] Rows()
    {
        var random = new Random(5);
        return
        [
            .. Enumerable.Range(0, 300).Select(i =>
            {
                float score = (i - 150) / 25f;
                double chance = 1 / (1 + Math.Exp(-2 * (score - 0.3)));
                return new Row { Score = score, Label = random.NextDouble() < chance };
            }),
        ];
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Weight { get; set; } = 1;
    }
}
