using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Evaluation;

public sealed class MulticlassEvaluateTests
{
    // The data class counts keys from zero; what is beyond the last one is the missing key.
    private const uint Missing = 99;

    private static readonly Row[] _rows =
    [
        new() { Label = 0, Score = [0.7f, 0.2f, 0.1f] },
        new() { Label = 0, Score = [0.3f, 0.6f, 0.1f] },
        new() { Label = 1, Score = [0.1f, 0.8f, 0.1f] },
        new() { Label = 2, Score = [0.5f, 0.3f, 0.2f] },
        new() { Label = 2, Score = [0.1f, 0.1f, 0.8f] },
        new() { Label = 2, Score = [0.2f, 0.2f, 0.6f] },
    ];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Accuracies_count_the_highest_scores_overall_and_for_each_class()
    {
        var metrics = Evaluate(_rows);

        Assert.Equal(4.0 / 6, metrics.MicroAccuracy, 12);
        Assert.Equal((0.5 + 1 + 2.0 / 3) / 3, metrics.MacroAccuracy, 12);
    }

    [Fact]
    public void Log_losses_are_the_mean_negative_logarithms_of_the_label_probability()
    {
        var metrics = Evaluate(_rows);

        var first = (-Math.Log(0.7f) - Math.Log(0.3f)) / 2;
        var second = -Math.Log(0.8f);
        var third = (-Math.Log(0.2f) - Math.Log(0.8f) - Math.Log(0.6f)) / 3;
        var total = (2 * first + second + 3 * third) / 6;
        var prior = -(2 * Math.Log(2.0 / 6) + Math.Log(1.0 / 6) + 3 * Math.Log(3.0 / 6)) / 6;
        Assert.Equal([first, second, third], metrics.PerClassLogLoss, Near);
        Assert.Equal(total, metrics.LogLoss, 12);
        Assert.Equal((prior - total) / prior, metrics.LogLossReduction, 12);
    }

    [Fact]
    public void The_confusion_matrix_has_truth_in_rows_and_predictions_in_columns()
    {
        var matrix = Evaluate(_rows).ConfusionMatrix;

        Assert.Equal(3, matrix.NumberOfClasses);
        Assert.Equal([[1, 1, 0], [0, 1, 0], [1, 0, 2]], matrix.Counts);
        Assert.Equal([0.5, 0.5, 1], matrix.PerClassPrecision);
        Assert.Equal([0.5, 1, 2.0 / 3], matrix.PerClassRecall, Near);
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 2));
        Assert.Equal(0, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(0, -1));
    }

    [Fact]
    public void The_confusion_table_can_be_printed()
    {
        var lines = Evaluate(_rows).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");

        Assert.Equal(
            """

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     1 |     1 |     0 | 0.5000
                    1 ||     0 |     1 |     0 | 1.0000
                    2 ||     1 |     0 |     2 | 0.6667
                      ||========================
            Precision ||0.5000 |0.5000 |1.0000 |

            """,
            lines);
    }

    [Fact]
    public void Class_names_come_from_the_slot_names_of_the_scores()
    {
        var named = Named(["red", "green", "blue"]);
        var tooLong = Named(["crimson", "green", "blue"]);

        Assert.Contains("PREDICTED ||   red | green |  blue | Recall", Table(named), StringComparison.Ordinal);
        Assert.Contains("    green ||     0 |     1 |     0 | 1.0000", Table(named), StringComparison.Ordinal);
        Assert.Contains("PREDICTED  ||     0 |     1 |     2 | Recall", Table(tooLong), StringComparison.Ordinal);
        Assert.Contains("1.   green ||     0 |     1 |     0 | 1.0000", Table(tooLong), StringComparison.Ordinal);
    }

    [Fact]
    public void Top_k_counts_labels_among_the_k_highest_scores()
    {
        var metrics = Evaluate(_rows, topK: 3);

        Assert.Equal(3, metrics.TopKPredictionCount);
        // Row 4 has its label third; row 2 second.
        Assert.Equal([4.0 / 6, 5.0 / 6, 1], metrics.TopKAccuracyForAllK, Near);
        Assert.Equal(1, metrics.TopKAccuracy, 12);
        Assert.Equal(5.0 / 6, Evaluate(_rows, topK: 2).TopKAccuracy, 12);
    }

    [Fact]
    public void Without_top_k_there_is_none()
    {
        var metrics = Evaluate(_rows);

        Assert.Equal(0, metrics.TopKPredictionCount);
        Assert.Equal(0, metrics.TopKAccuracy);
        Assert.Null(metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void Of_equal_scores_the_first_class_wins()
    {
        var metrics = Evaluate(
        [
            new() { Label = 0, Score = [0.4f, 0.4f, 0.2f] },
            new() { Label = 1, Score = [0.4f, 0.4f, 0.2f] },
        ], topK: 2);

        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal([[1, 0, 0], [1, 0, 0], [0, 0, 0]], metrics.ConfusionMatrix.Counts);
        Assert.Equal([0.5, 1], metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void Rows_without_label_or_with_scores_that_are_no_numbers_do_not_count()
    {
        Row[] bad =
        [
            new() { Label = Missing, Score = [0.7f, 0.2f, 0.1f] },
            new() { Label = 0, Score = [float.NaN, 0.2f, 0.1f] },
            new() { Label = 1, Score = [float.PositiveInfinity, 0.2f, 0.1f] },
        ];

        var metrics = Evaluate([.. bad, .. _rows]);

        Assert.Equal(4.0 / 6, metrics.MicroAccuracy, 12);
        Assert.Equal(6, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void A_class_that_never_occurs_is_left_out_of_the_macro_accuracy()
    {
        var metrics = Evaluate([new() { Label = 0, Score = [0.9f, 0.1f, 0] }, new() { Label = 1, Score = [0.9f, 0.1f, 0] }]);

        Assert.Equal(0.5, metrics.MacroAccuracy);
        Assert.Equal(0, metrics.PerClassLogLoss[2]);
        Assert.Equal([0.5, 0, 0], metrics.ConfusionMatrix.PerClassPrecision);
        Assert.Equal([1, 0, 0], metrics.ConfusionMatrix.PerClassRecall);
    }

    [Fact]
    public void A_probability_of_zero_costs_the_logarithm_of_the_smallest_one()
    {
        var metrics = Evaluate([new() { Label = 1, Score = [1, 0, 0] }, new() { Label = 0, Score = [7, 0, 0] }]);

        Assert.Equal(-Math.Log(1e-15f) / 2, metrics.LogLoss, 12);
    }

    [Fact]
    public void A_label_outside_the_scores_costs_the_most_and_stays_out_of_the_matrix()
    {
        var data = _ml.Data.LoadFromEnumerable(
        [
            new FloatRow { Label = 0, Score = [0.9f, 0.1f] },
            new FloatRow { Label = 5, Score = [0.9f, 0.1f] },
            new FloatRow { Label = 0.5f, Score = [0.9f, 0.1f] },
            new FloatRow { Label = -1, Score = [0.9f, 0.1f] },
            new FloatRow { Label = float.NaN, Score = [0.9f, 0.1f] },
        ]);

        var metrics = _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 2);

        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal((-Math.Log(0.9f) - Math.Log(1e-15f)) / 2, metrics.LogLoss, 12);
        Assert.Equal([[1, 0], [0, 0]], metrics.ConfusionMatrix.Counts);
        Assert.Equal([0.5, 0.5], metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void Without_rows_everything_is_zero()
    {
        var metrics = Evaluate([]);

        Assert.Equal((0, 0, 0), (metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss));
        Assert.Equal([0, 0, 0], metrics.PerClassLogLoss);
        Assert.Equal([[0, 0, 0], [0, 0, 0], [0, 0, 0]], metrics.ConfusionMatrix.Counts);
    }

    [Fact]
    public void Columns_may_have_other_names()
    {
        var data = _ml.Data.LoadFromEnumerable(_rows);
        var renamed = _ml.Transforms.CopyColumns("L", "Label").Append(_ml.Transforms.CopyColumns("S", "Score"))
            .Append(_ml.Transforms.CopyColumns("P", "PredictedLabel"))
            .Append(_ml.Transforms.DropColumns("Label", "Score", "PredictedLabel")).Fit(data).Transform(data);

        Assert.Equal(4.0 / 6, _ml.MulticlassClassification.Evaluate(renamed, "L", "S", "P").MicroAccuracy, 12);
    }

    [Theory]
    [InlineData("Nowhere", "Score", "PredictedLabel", "Nowhere")]
    [InlineData("Label", "Nowhere", "PredictedLabel", "Nowhere")]
    [InlineData("Label", "Score", "Nowhere", "Nowhere")]
    [InlineData("Text", "Score", "PredictedLabel", "Text")]
    [InlineData("Label", "Label", "PredictedLabel", "Label")]
    public void A_column_that_is_missing_or_of_the_wrong_type_is_named(
        string label, string score, string predicted, string bad)
    {
        var data = _ml.Data.LoadFromEnumerable(_rows);

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.Evaluate(data, label, score, predicted));

        Assert.Contains(bad, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_k_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(_rows, topK: -1));

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;

    private MulticlassClassificationMetrics Evaluate(Row[] rows, int topK = 0)
        => _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows), topKPredictionCount: topK);

    private string Table(IDataView data)
        => _ml.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetFormattedConfusionTable();

    private IDataView Named(string[] names)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        var slots = new VBuffer<ReadOnlyMemory<char>>(names.Length, names.Select(n => n.AsMemory()).ToArray());
        schema[nameof(Row.Score)].AddAnnotation(
            "SlotNames", slots, new VectorDataViewType(TextDataViewType.Instance, names.Length));
        return _ml.Data.LoadFromEnumerable(_rows, schema);
    }

    private sealed class Row
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class FloatRow
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Score { get; set; } = [];

        public float PredictedLabel { get; set; }
    }
}
