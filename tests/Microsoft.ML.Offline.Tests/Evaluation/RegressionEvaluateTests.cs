using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Evaluation;

public sealed class RegressionEvaluateTests
{
    private static readonly Row[] _rows =
        [new() { Label = 1, Score = 2 }, new() { Label = 3, Score = 3 }, new() { Label = 8, Score = 5 }];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Metrics_follow_their_definitions()
    {
        var metrics = Evaluate(_rows);

        Assert.Equal(4.0 / 3, metrics.MeanAbsoluteError, 12);
        Assert.Equal(10.0 / 3, metrics.MeanSquaredError, 12);
        Assert.Equal(Math.Sqrt(10.0 / 3), metrics.RootMeanSquaredError, 12);
        Assert.Equal(10.0 / 3, metrics.LossFunction, 12);
        // The labels' squared deviations from their mean, 4, sum to 9 + 1 + 16.
        Assert.Equal(1 - 10.0 / 26, metrics.RSquared, 12);
    }

    [Fact]
    public void Rows_without_label_or_score_do_not_count()
    {
        var metrics = Evaluate([.. _rows, new() { Label = float.NaN, Score = 9 }, new() { Label = 9, Score = float.NaN }]);

        Assert.Equal(10.0 / 3, metrics.MeanSquaredError, 12);
    }

    [Fact]
    public void Constant_labels_have_no_r_squared()
        => Assert.Equal(double.NaN, Evaluate([new() { Label = 2, Score = 1 }, new() { Label = 2, Score = 3 }]).RSquared);

    [Fact]
    public void Without_rows_everything_is_zero()
    {
        var metrics = Evaluate([]);

        Assert.Equal(
            (0, 0, 0, 0),
            (metrics.MeanAbsoluteError, metrics.MeanSquaredError, metrics.RootMeanSquaredError, metrics.RSquared));
    }

    [Theory]
    [InlineData("Nowhere", "Score", "Nowhere")]
    [InlineData("Label", "Nowhere", "Nowhere")]
    [InlineData("Whole", "Score", "Whole")]
    [InlineData("Label", "Whole", "Whole")]
    public void A_column_that_is_missing_or_of_the_wrong_type_is_named(string label, string score, string bad)
    {
        var data = _ml.Data.LoadFromEnumerable(_rows);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Evaluate(data, label, score));

        Assert.Contains(bad, error.Message, StringComparison.Ordinal);
    }

    private RegressionMetrics Evaluate(Row[] rows) => _ml.Regression.Evaluate(_ml.Data.LoadFromEnumerable(rows));

    private sealed class Row
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public int Whole { get; set; }
    }
}
