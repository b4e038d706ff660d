using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Evaluation;

public sealed class BinaryEvaluateTests
{
    private static readonly Row[] _rows =
    [
        new() { Label = true, Score = 2, Probability = 0.9f },
        new() { Label = false, Score = 1, Probability = 0.7f },
        new() { Label = true, Score = 1, Probability = 0.7f },
        new() { Label = true, Score = -1, Probability = 0.3f },
        new() { Label = false, Score = -2, Probability = 0.1f },
        new() { Label = false, Score = 0, Probability = 0.5f },
        new() { Label = false, Score = -3, Probability = 0.05f },
    ];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Counting_metrics_follow_from_the_four_cells()
    {
        var metrics = Evaluate(_rows);

        // A score of zero is a negative prediction.
        Assert.Equal([[2, 1], [1, 3]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(5.0 / 7, metrics.Accuracy, 12);
        Assert.Equal(2.0 / 3, metrics.PositivePrecision, 12);
        Assert.Equal(2.0 / 3, metrics.PositiveRecall, 12);
        Assert.Equal(3.0 / 4, metrics.NegativePrecision, 12);
        Assert.Equal(3.0 / 4, metrics.NegativeRecall, 12);
        Assert.Equal(2.0 / 3, metrics.F1Score, 12);
        Assert.Equal([2.0 / 3, 3.0 / 4], metrics.ConfusionMatrix.PerClassPrecision, Near);
        Assert.Equal([2.0 / 3, 3.0 / 4], metrics.ConfusionMatrix.PerClassRecall, Near);
    }

    [Fact]
    public void The_roc_area_is_the_share_of_pairs_in_the_right_order_with_ties_halved()
    {
        var positives = _rows.Where(r => r.Label).ToArray();
        var negatives = _rows.Where(r => !r.Label).ToArray();
        var pairs = positives.SelectMany(p => negatives.Select(n => p.Score > n.Score ? 1 : p.Score == n.Score ? 0.5 : 0));

        Assert.Equal(pairs.Average(), Evaluate(_rows).AreaUnderRocCurve, 12);
    }

    [Fact]
    public void The_precision_recall_area_is_the_trapezoid_sum_over_falling_scores()
    {
        Row[] rows =
        [
            new() { Label = true, Score = 4 }, new() { Label = false, Score = 3 }, new() { Label = true, Score = 2 },
            new() { Label = false, Score = 1 },
        ];

        // Precision 1 from the start to recall 1/2; it falls to 1/2 at the negative and rises to 2/3 at recall 1.
        Assert.Equal(0.5 * 1 + 0.5 * (1.0 / 2 + 2.0 / 3) / 2, Evaluate(rows).AreaUnderPrecisionRecallCurve, 12);
    }

    [Fact]
    public void Calibrated_metrics_are_in_bits()
    {
        var metrics = _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(_rows));

        var loss = _rows.Average(r => -Math.Log2(r.Label ? r.Probability : 1.0 - r.Probability));
        var entropy = -(3.0 / 7 * Math.Log2(3.0 / 7) + 4.0 / 7 * Math.Log2(4.0 / 7));
        Assert.Equal(loss, metrics.LogLoss, 12);
        Assert.Equal(entropy, metrics.Entropy, 12);
        Assert.Equal((entropy - loss) / entropy, metrics.LogLossReduction, 12);
        Assert.Equal(5.0 / 7, metrics.Accuracy, 12);
    }

    [Fact]
    public void A_missing_probability_makes_the_loss_unknown()
    {
        Row[] rows = [.. _rows, new() { Label = true, Score = 5, Probability = float.NaN }];

        var metrics = _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));

        Assert.Equal(double.NaN, metrics.LogLoss);
        Assert.Equal(6.0 / 8, metrics.Accuracy, 12);
    }

    [Fact]
    public void Rows_with_infinite_scores_or_without_label_do_not_count()
    {
        var data = _ml.Data.LoadFromEnumerable(
        [
            new FloatRow { Label = 1, Score = 3 },
            new FloatRow { Label = 0, Score = -3 },
            new FloatRow { Label = float.NaN, Score = 3 },
            new FloatRow { Label = 0, Score = float.PositiveInfinity },
            new FloatRow { Label = 1, Score = float.NaN },
        ]);

        var metrics = _ml.BinaryClassification.EvaluateNonCalibrated(data);

        Assert.Equal([[1, 0], [0, 1]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(1, metrics.AreaUnderRocCurve);
    }

    [Fact]
    public void The_second_of_two_keys_is_positive()
    {
        var data = _ml.Data.LoadFromEnumerable(
        [
            new KeyRow { Label = 1, Score = 1 }, new KeyRow { Label = 0, Score = -1 }, new KeyRow { Label = 1, Score = -2 },
            new KeyRow { Label = 99, Score = 1 },
        ]);

        Assert.Equal([[1, 1], [0, 1]], _ml.BinaryClassification.EvaluateNonCalibrated(data).ConfusionMatrix.Counts);
    }

    [Fact]
    public void Of_equal_scores_the_precision_recall_area_takes_the_rows_in_their_order()
    {
        Row positive = new() { Label = true, Score = 1 }, negative = new() { Label = false, Score = 1 };

        Assert.Equal(1, Evaluate([positive, negative]).AreaUnderPrecisionRecallCurve);
        Assert.Equal(0.25, Evaluate([negative, positive]).AreaUnderPrecisionRecallCurve);
    }

    [Fact]
    public void Classes_are_named_by_the_key_values_of_the_label()
    {
        var data = _ml.Data.LoadFromEnumerable(
            [new Row { Text = "no", Score = -1 }, new Row { Text = "yes", Score = 1 }, new Row { Text = "yes", Score = 1 }]);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Fit(data).Transform(data);

        var matrix = _ml.BinaryClassification.EvaluateNonCalibrated(keyed).ConfusionMatrix;

        // ML.NET writes the names in key order although the second key is the positive class, which comes first.
        Assert.Equal([[2, 0], [0, 1]], matrix.Counts);
        Assert.StartsWith("TEST NO RATIO:\t0.6667", matrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_confusion_table_can_be_printed()
    {
        var lines = Evaluate(_rows).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");

        Assert.Equal(
            """
            TEST POSITIVE RATIO:	0.4286 (3.0/(3.0+4.0))
            Confusion table
                      ||======================
            PREDICTED || positive | negative | Recall
            TRUTH     ||======================
             positive ||        2 |        1 | 0.6667
             negative ||        1 |        3 | 0.7500
                      ||======================
            Precision ||   0.6667 |   0.7500 |

            """,
            lines);
    }

    [Fact]
    public void Both_classes_must_occur()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate([new() { Label = true, Score = 1 }]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate([new() { Label = false, Score = 1 }]));
    }

    [Theory]
    [InlineData("Nowhere", "Score", "Probability")]
    [InlineData("Label", "Nowhere", "Probability")]
    [InlineData("Label", "Score", "Nowhere")]
    [InlineData("Text", "Score", "Probability")]
    [InlineData("Label", "Text", "Probability")]
    [InlineData("Label", "Score", "Text")]
    public void A_column_that_is_missing_or_of_the_wrong_type_is_named(string label, string score, string probability)
    {
        var data = _ml.Data.LoadFromEnumerable(_rows);

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.BinaryClassification.Evaluate(data, label, score, probability));

        var bad = label is "Label" ? score is "Score" ? probability : score : label;
        Assert.Contains(bad, error.Message, StringComparison.Ordinal);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;

    private BinaryClassificationMetrics Evaluate(Row[] rows)
        => _ml.BinaryClassification.EvaluateNonCalibrated(_ml.Data.LoadFromEnumerable(rows));

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class FloatRow
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class KeyRow
    {
        [KeyType(2)]
        public uint Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
