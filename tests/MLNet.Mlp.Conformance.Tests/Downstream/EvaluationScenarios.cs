using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>What ML.NET's evaluators and cross-validation make of the columns of any task.</summary>
public class EvaluationScenarios : Scenarios
{
    private const int FoldCount = 3;

    [Scenario, Tasks]
    public void All_metrics_are_finite(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.Data(Plants.Rows(seed: 2)));
        var metrics = trial.Evaluate(scored);
        trial.Note("metrics", metrics.Keys.Order(StringComparer.Ordinal));
        Assert.All(metrics.Values, value => Assert.True(double.IsFinite(value)));
        trial.LearnsSomething(scored);
    });

    [Scenario, Tasks]
    public void A_label_of_another_name_can_be_evaluated(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.MakeLabel("Truth").Append(trial.Trainer("Truth"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.InRange(trial.Evaluate(scored, "Truth")[trial.Task.Quality], trial.Task.QualityOfGuesses + 0.1, 1);
    });

    [Scenario, Tasks]
    public void Scored_rows_can_be_evaluated_again_after_saving_them_in_memory(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.Data());
        Assert.Equal(trial.Evaluate(scored), trial.Evaluate(trial.ML.Data.Cache(scored)));
    });

    [Scenario, Tasks]
    public void Rows_that_cannot_be_scored_do_not_count_in_metrics(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var rows = Plants.Rows(seed: 2);
        rows[3].Features[1] = rows[40].Features[2] = float.NaN;
        var complete = rows.Where((_, index) => index is not (3 or 40));
        var metrics = trial.Evaluate(model.Transform(trial.Data(rows)));
        Assert.All(trial.Evaluate(model.Transform(trial.Data(complete))), metric =>
            Assert.Equal(metric.Value, metrics[metric.Key], 1e-9));
    });

    [Scenario, Tasks]
    public void Cross_validation_scores_each_row_once(LearningTask task) => Run(task, trial =>
    {
        var folds = trial.Task.CrossValidate(trial.ML, trial.Data(), trial.Pipeline());
        Assert.Equal(FoldCount, folds.Count);
        Assert.Equal(
            Plants.Rows().Select(row => row.Width).Order(),
            folds.SelectMany(fold => fold.Scored.GetColumn<float>("Width")).Order());
        foreach (var fold in folds)
        {
            Assert.All(fold.Metrics.Values, value => Assert.True(double.IsFinite(value)));
            Assert.InRange(fold.Metrics[trial.Task.Quality], trial.Task.QualityOfGuesses + 0.05, 1);
            Assert.Equal(trial.Bits(fold.Model.Transform(fold.Scored)), trial.Bits(fold.Scored));
            trial.Note("scored", SchemaText.Describe(fold.Scored.Schema.Where(column =>
                trial.Task.OutputColumns.Contains(column.Name))));
        }
    });

    [Scenario, Tasks]
    public void Cross_validation_takes_a_label_of_another_name(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.MakeLabel("Truth").Append(trial.Trainer("Truth"));
        var folds = trial.Task.CrossValidate(trial.ML, trial.Data(), pipeline, "Truth");
        Assert.All(folds, fold =>
            Assert.InRange(fold.Metrics[trial.Task.Quality], trial.Task.QualityOfGuesses + 0.05, 1));
        trial.NoteSchema("scored", folds[0].Scored.Schema);
    });

    [Scenario, Tasks(LearningTask.Regression)]
    public void Cross_validation_keeps_rows_of_the_same_key_together(LearningTask task) => Run(task, trial =>
    {
        var data = trial.Data();
        data = trial.ML.Transforms.Conversion.MapValueToKey("Group", "Soil").Fit(data).Transform(data);
        var folds = trial.Task.CrossValidate(trial.ML, data, trial.Pipeline(), samplingKey: "Group");
        var groups = folds.Select(fold => fold.Scored.GetColumn<uint>("Group").ToHashSet()).ToList();
        Assert.Equal(groups.Sum(group => group.Count), groups.SelectMany(group => group).Distinct().Count());
    });

    [Scenario, Tasks]
    public void Cross_validation_wants_the_score_under_its_own_name(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.CopyColumns("Points", "Score"))
            .Append(trial.ML.Transforms.DropColumns("Score"));
        trial.Fit(pipeline, trial.Data());
        trial.NoteError("no Score", () => trial.Task.CrossValidate(trial.ML, trial.Data(), pipeline));
    });

    [Scenario, Tasks]
    public void A_score_of_another_name_can_be_evaluated(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.CopyColumns("Points", "Score"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        var only = trial.ML.Transforms.DropColumns("Score").Fit(scored).Transform(scored);
        var quality = task switch
        {
            LearningTask.Multiclass => trial.ML.MulticlassClassification.Evaluate(only, scoreColumnName: "Points")
                .MicroAccuracy,
            LearningTask.Binary => trial.ML.BinaryClassification.Evaluate(only, scoreColumnName: "Points")
                .AreaUnderRocCurve,
            _ => trial.ML.Regression.Evaluate(only, scoreColumnName: "Points").RSquared,
        };
        Assert.Equal(trial.Evaluate(scored)[trial.Task.Quality], quality);
    });
}
