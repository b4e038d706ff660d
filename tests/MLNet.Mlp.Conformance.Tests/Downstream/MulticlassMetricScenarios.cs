using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>The metrics of classes, each worked out once more from the scores.</summary>
public class MulticlassMetricScenarios : Scenarios
{
    private const double Precise = 1e-6;

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Accuracies_are_those_of_the_predicted_classes(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        var ofClasses = rows.GroupBy(row => row.Label, (_, group) => group.Average(row => row.IsRight ? 1 : 0.0));
        Assert.Equal(rows.Average(row => row.IsRight ? 1 : 0.0), metrics.MicroAccuracy, Precise);
        Assert.Equal(ofClasses.Average(), metrics.MacroAccuracy, Precise);
        Assert.InRange(metrics.MicroAccuracy, 0.5, 0.999);
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void The_log_loss_is_that_of_the_scores(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        double Loss(Row row) => -Math.Log(row.Score[row.Label]);
        Assert.Equal(rows.Average(Loss), metrics.LogLoss, Precise);
        Assert.Equal(rows.GroupBy(row => row.Label).OrderBy(group => group.Key).Select(group => group.Average(Loss)),
            metrics.PerClassLogLoss, (expected, actual) => Math.Abs(expected - actual) < Precise);

        // The reduction is against who always says how frequent the classes are.
        var prior = -rows.GroupBy(row => row.Label).Sum(group =>
            group.Count() * Math.Log(group.Count() / (double)rows.Count)) / rows.Count;
        Assert.Equal((prior - metrics.LogLoss) / prior, metrics.LogLossReduction, Precise);
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void The_top_k_accuracy_counts_how_often_the_class_is_among_the_best(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial, topK: 3);
        double Among(int k) => rows.Average(row =>
            row.Score.Count(score => score > row.Score[row.Label]) < k ? 1 : 0.0);
        Assert.Equal(3, metrics.TopKAccuracyForAllK.Count);
        for (var k = 1; k <= 3; k++) Assert.Equal(Among(k), metrics.TopKAccuracyForAllK[k - 1], Precise);
        Assert.Equal(1, metrics.TopKAccuracy, Precise);
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void The_confusion_matrix_counts_and_names_the_classes(LearningTask task) => Run(task, trial =>
    {
        var (metrics, rows) = Evaluate(trial);
        var matrix = metrics.ConfusionMatrix;
        Assert.Equal(Plants.Species.Length, matrix.NumberOfClasses);
        for (var actual = 0; actual < Plants.Species.Length; actual++)
        {
            var row = rows.Where(row => row.Label == actual).ToList();
            for (var predicted = 0; predicted < Plants.Species.Length; predicted++)
                Assert.Equal(row.Count(row => row.Predicted == predicted), matrix.Counts[actual][predicted]);
            Assert.Equal(row.Average(row => row.IsRight ? 1 : 0.0), matrix.PerClassRecall[actual], Precise);
            Assert.Equal(rows.Where(row => row.Predicted == actual).Average(row => row.IsRight ? 1 : 0.0),
                matrix.PerClassPrecision[actual], Precise);
        }
        var table = matrix.GetFormattedConfusionTable();
        Assert.All(Plants.Species, species => Assert.Contains(species, table, StringComparison.Ordinal));
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Scores_are_probabilities_and_the_prediction_is_the_largest(LearningTask task) => Run(task, trial =>
    {
        var (_, rows) = Evaluate(trial);
        Assert.All(rows, row =>
        {
            Assert.All(row.Score, score => Assert.InRange(score, 0, 1));
            Assert.Equal(1, row.Score.Sum(), 1e-5);
            Assert.Equal(Array.IndexOf(row.Score, row.Score.Max()), row.Predicted);
        });
    });

    private sealed record Row(int Label, int Predicted, float[] Score)
    {
        public bool IsRight => Label == Predicted;
    }

    private static (MulticlassClassificationMetrics Metrics, List<Row> Rows) Evaluate(Trial trial, int topK = 0)
    {
        var test = trial.Data(Plants.Rows(seed: 2));
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(test);
        var rows = scored.GetColumn<uint>("Label").Zip(
            scored.GetColumn<uint>("PredictedLabel"), scored.GetColumn<float[]>("Score"));
        return (
            trial.ML.MulticlassClassification.Evaluate(scored, topKPredictionCount: topK),
            [.. rows.Select(row => new Row((int)row.First - 1, (int)row.Second - 1, row.Third))]);
    }
}
