using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>The metrics of two classes, each worked out once more from the scores.</summary>
public class BinaryMetricScenarios : Scenarios
{
    private const double Precise = 1e-6;

    [Scenario, Tasks(LearningTask.Binary)]
    public void Accuracy_precision_recall_and_F1_are_those_of_the_predictions(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        double Count(bool label, bool predicted) => rows.Count(row => row.Label == label && row.Predicted == predicted);
        var (rightYes, wrongYes) = (Count(true, true), Count(false, true));
        var (rightNo, wrongNo) = (Count(false, false), Count(true, false));
        Assert.Equal((rightYes + rightNo) / rows.Count, metrics.Accuracy, Precise);
        Assert.Equal(rightYes / (rightYes + wrongYes), metrics.PositivePrecision, Precise);
        Assert.Equal(rightYes / (rightYes + wrongNo), metrics.PositiveRecall, Precise);
        Assert.Equal(rightNo / (rightNo + wrongNo), metrics.NegativePrecision, Precise);
        Assert.Equal(rightNo / (rightNo + wrongYes), metrics.NegativeRecall, Precise);
        Assert.Equal(2 * rightYes / (2 * rightYes + wrongYes + wrongNo), metrics.F1Score, Precise);
        Assert.InRange(metrics.Accuracy, 0.6, 0.999);
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void The_area_under_the_ROC_curve_is_how_often_pairs_are_in_order(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        var pairs =
            from positive in rows.Where(row => row.Label)
            from negative in rows.Where(row => !row.Label)
            select positive.Score > negative.Score ? 1 : positive.Score == negative.Score ? 0.5 : 0;
        Assert.Equal(pairs.Average(), metrics.AreaUnderRocCurve, Precise);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.7, 0.9999);
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void The_precision_recall_area_is_that_of_its_trapezoids(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        var positives = rows.Count(row => row.Label);
        double area = 0, found = 0, precision = 1;
        foreach (var (rank, row) in rows.OrderByDescending(row => row.Score).Index())
        {
            var before = (precision, found);
            if (row.Label) found++;
            precision = found / (rank + 1);
            area += (found - before.found) / positives * (before.precision + precision) / 2;
        }
        Assert.Equal(area, metrics.AreaUnderPrecisionRecallCurve, Precise);
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void The_log_loss_is_that_of_the_probability_in_bits(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        Assert.Equal(rows.Average(row => -Math.Log2(row.Label ? row.Probability : 1 - row.Probability)),
            metrics.LogLoss, Precise);
        var share = rows.Average(row => row.Label ? 1 : 0.0);
        var entropy = -share * Math.Log2(share) - (1 - share) * Math.Log2(1 - share);
        Assert.Equal(entropy, metrics.Entropy, Precise);
        Assert.Equal(1 - metrics.LogLoss / entropy, metrics.LogLossReduction, Precise);
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void The_probability_is_the_sigmoid_of_the_score(LearningTask task) => Run(task, trial =>
    {
        var (_, rows) = Evaluate(trial);
        Assert.All(rows, row =>
        {
            Assert.Equal(1 / (1 + Math.Exp(-row.Score)), row.Probability, 1e-5);
            Assert.Equal(row.Score > 0, row.Predicted);
        });
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void Scores_can_be_evaluated_without_probabilities(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.DropColumns("Probability"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.InRange(trial.ML.BinaryClassification.EvaluateNonCalibrated(scored).AreaUnderRocCurve, 0.7, 0.9999);
    });

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        [ColumnName("PredictedLabel")]
        public bool Predicted { get; set; }
    }

    private static (CalibratedBinaryClassificationMetrics Metrics, List<Row> Rows) Evaluate(Trial trial)
    {
        var test = trial.Data(Plants.Rows(seed: 2));
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(test);
        return (
            trial.ML.BinaryClassification.Evaluate(scored),
            [.. trial.ML.Data.CreateEnumerable<Row>(scored, reuseRowObject: false)]);
    }
}
