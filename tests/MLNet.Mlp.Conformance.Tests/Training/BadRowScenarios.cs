using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Conformance.Tests.Training;

/// <summary>Rows that cannot be learned from.</summary>
public class BadRowScenarios : Scenarios
{
    [Scenario, Tasks(LearningTask.Multiclass, LearningTask.Regression)]
    public void Rows_without_a_label_are_skipped(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        Assert.True(trial.Task.TryRemoveLabel(rows[3]));
        Assert.True(trial.Task.TryRemoveLabel(rows[70]));
        var all = trial.Fit(trial.Create(new MLContext(seed: 3), trial.Task.PlainLabel), trial.Data(rows));
        var some = trial.Data(rows.Where((_, index) => index is not (3 or 70)));
        var without = trial.Fit(trial.Create(new MLContext(seed: 3), trial.Task.PlainLabel), some);
        Assert.Equal(trial.Bits(without.Transform(some)), trial.Bits(all.Transform(some)));
    });

    [Scenario, Tasks]
    public void Rows_with_a_missing_feature_are_skipped(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        rows[3].Features[0] = rows[70].Features[3] = float.NaN;
        rows[71].Features[2] = float.PositiveInfinity;
        var all = trial.Fit(trial.Create(new MLContext(seed: 3), trial.Task.PlainLabel), trial.Data(rows));
        var some = trial.Data(rows.Where((_, index) => index is not (3 or 70 or 71)));
        var without = trial.Fit(trial.Create(new MLContext(seed: 3), trial.Task.PlainLabel), some);
        Assert.Equal(trial.Bits(without.Transform(some)), trial.Bits(all.Transform(some)));
    });

    [Scenario, Tasks]
    public void Skipped_rows_are_counted_in_a_warning(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        rows[3].Features[0] = rows[70].Features[3] = float.NaN;
        var warnings = trial.Listen(ChannelMessageKind.Warning);
        trial.Fit(trial.Trainer(), trial.LabeledData(rows));
        Assert.Contains(warnings, warning =>
            warning.Contains("Skipped 2", StringComparison.OrdinalIgnoreCase));
    });

    [Scenario, Tasks]
    public void Data_without_rows_is_refused(LearningTask task) => Run(task, trial =>
        trial.NoteError("no rows", () => trial.Trainer(trial.Task.PlainLabel).Fit(trial.Data([]))));

    [Scenario, Tasks]
    public void Data_of_which_no_row_can_be_learned_from_is_refused(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows(5);
        foreach (var row in rows) row.Features[1] = float.NaN;
        trial.NoteError("bad rows", () => trial.Trainer(trial.Task.PlainLabel).Fit(trial.Data(rows)));
    });

    [Scenario, Tasks(LearningTask.Multiclass, LearningTask.Binary)]
    public void Rows_of_a_single_class_are_refused_with_the_reason(LearningTask task) => RunOurs(task, trial =>
    {
        var rows = Plants.Rows().Where(row => row.Kind == 1);
        var error = Assert.Throws<InvalidOperationException>(() =>
            trial.Trainer(trial.Task.PlainLabel).Fit(trial.Data(rows)));
        Assert.Contains($"'{trial.Task.PlainLabel}' must hold at least 2 different classes", error.Message,
            StringComparison.Ordinal);
    });

    [Scenario, Tasks]
    public void A_row_with_a_missing_feature_is_scored_as_by_the_built_in(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Trainer(), trial.LabeledData());
        var rows = Plants.Rows(2);
        rows[1].Features[0] = float.NaN;
        var scored = model.Transform(trial.LabeledData(rows));
        trial.Note("scores that are numbers", trial.Task.Scores(scored)
            .Select(row => string.Join(" ", row.Select(score => !float.IsNaN(score)))));
        if (task == LearningTask.Multiclass)
            trial.Note("predicted", $"{scored.GetColumn<uint>("PredictedLabel").Last() == 0}");
        if (task == LearningTask.Binary)
            trial.Note("probability", $"{float.IsNaN(scored.GetColumn<float>("Probability").Last())}");
    });

    [Scenario, Tasks]
    public void The_data_is_left_as_it_was(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var before = data.GetColumn<float[]>("Features").ToList();
        var schema = data.Schema;
        trial.Fit(trial.Trainer(), data);
        Assert.Same(schema, data.Schema);
        Assert.Equal(before, data.GetColumn<float[]>("Features"));
    });
}
