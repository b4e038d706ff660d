using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>The metrics of numbers, each worked out once more from the scores.</summary>
public class RegressionMetricScenarios : Scenarios
{
    private const double Precise = 1e-6;

    [Scenario, Tasks(LearningTask.Regression)]
    public void Errors_are_the_distances_of_the_scores(LearningTask task) => Run(task, trial =>
    {
        var (metrics, errors, _) = Evaluate(trial);
        Assert.Equal(errors.Average(Math.Abs), metrics.MeanAbsoluteError, Precise);
        Assert.Equal(errors.Average(error => error * error), metrics.MeanSquaredError, Precise);
        Assert.Equal(Math.Sqrt(errors.Average(error => error * error)), metrics.RootMeanSquaredError, Precise);
        Assert.Equal(metrics.MeanSquaredError, metrics.LossFunction, Precise);
    });

    [Scenario, Tasks(LearningTask.Regression)]
    public void R_squared_is_the_share_of_the_variance_that_is_explained(LearningTask task) => Run(task, trial =>
    {
        var (metrics, errors, labels) = Evaluate(trial);
        var mean = labels.Average();
        var variance = labels.Sum(label => (label - mean) * (label - mean));
        Assert.Equal(1 - errors.Sum(error => error * error) / variance, metrics.RSquared, Precise);
        Assert.InRange(metrics.RSquared, 0.3, 0.999);
    });

    private static (RegressionMetrics Metrics, List<double> Errors, List<double> Labels) Evaluate(Trial trial)
    {
        var test = trial.Data(Plants.Rows(seed: 2));
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(test);
        List<double> labels = [.. scored.GetColumn<float>("Label").Select(label => (double)label)];
        return (
            trial.ML.Regression.Evaluate(scored),
            [.. scored.GetColumn<float>("Score").Zip(labels, (score, label) => score - label)], labels);
    }
}
