using System.Globalization;
using Microsoft.ML;

namespace MLNet.Mlp.Conformance.Tests.Training;

/// <summary>Where the rows come from.</summary>
public sealed class DataSourceScenarios : Scenarios, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Scenario, Tasks]
    public void A_text_file_gives_the_model_of_the_same_rows_in_memory(LearningTask task) => Run(task, trial =>
    {
        var file = Path.Combine(_folder, "plants.csv");
        File.WriteAllLines(file, Plants.Rows().Select(row => string.Join(',',
            [.. row.Features.Select(Text), Text(row.Width), Text(row.Length), row.Soil, row.Species,
                Text(row.Code), Text(row.Kind), row.IsCedar ? "1" : "0", Text(row.Height), Text(row.Weight)])));
        var fromFile = trial.ML.Data.LoadFromTextFile<Plant>(file, separatorChar: ',');
        var fromMemory = trial.Data();
        var one = trial.Fit(trial.MakeLabel().Append(trial.Create(new MLContext(seed: 3))), fromFile);
        var other = trial.Fit(trial.MakeLabel().Append(trial.Create(new MLContext(seed: 3))), fromMemory);
        Assert.Equal(trial.Bits(other.Transform(fromMemory)), trial.Bits(one.Transform(fromFile)));
    });

    [Scenario, Tasks]
    public void Cached_data_gives_the_model_of_the_data(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var one = trial.Fit(trial.Create(new MLContext(seed: 3)), data);
        var other = trial.Fit(trial.Create(new MLContext(seed: 3)), trial.ML.Data.Cache(data));
        Assert.Equal(trial.Bits(one.Transform(data)), trial.Bits(other.Transform(data)));
    });

    [Scenario, Tasks]
    public void Shuffled_data_is_trained_on(LearningTask task) => Run(task, trial =>
    {
        var data = trial.ML.Data.ShuffleRows(trial.LabeledData(), seed: 5);
        trial.LearnsSomething(trial.Fit(trial.Trainer(), data).Transform(data));
    });

    [Scenario, Tasks]
    public void A_part_of_the_rows_gives_the_model_of_that_part(LearningTask task) => Run(task, trial =>
    {
        var part = trial.ML.Data.TakeRows(trial.ML.Data.SkipRows(trial.LabeledData(), 30), 60);
        var rows = trial.LabeledData(Plants.Rows().Skip(30).Take(60));
        var one = trial.Fit(trial.Create(new MLContext(seed: 3)), part);
        var other = trial.Fit(trial.Create(new MLContext(seed: 3)), rows);
        Assert.Equal(trial.Bits(other.Transform(rows)), trial.Bits(one.Transform(rows)));
    });

    [Scenario, Tasks]
    public void Rows_without_missing_values_give_the_model_of_those_rows(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        rows[7].Features[1] = rows[90].Features[0] = float.NaN;
        var filtered = trial.ML.Data.FilterRowsByMissingValues(trial.LabeledData(rows), "Features");
        var complete = trial.LabeledData(rows.Where((_, index) => index is not (7 or 90)));
        var one = trial.Fit(trial.Create(new MLContext(seed: 3)), filtered);
        var other = trial.Fit(trial.Create(new MLContext(seed: 3)), complete);
        Assert.Equal(trial.Bits(other.Transform(complete)), trial.Bits(one.Transform(complete)));
    });

    [Scenario, Tasks]
    public void Rows_that_a_split_leaves_for_training_are_trained_on(LearningTask task) => Run(task, trial =>
    {
        var split = trial.ML.Data.TrainTestSplit(trial.LabeledData(), testFraction: 0.3, seed: 1);
        trial.LearnsSomething(trial.Fit(trial.Trainer(), split.TrainSet).Transform(split.TestSet));
    });

    [Scenario, Tasks]
    public void Rows_can_be_filtered_by_a_column_before_training(LearningTask task) => Run(task, trial =>
    {
        var data = trial.ML.Data.FilterRowsByColumn(trial.LabeledData(), "Width", lowerBound: -0.5);
        trial.LearnsSomething(trial.Fit(trial.Trainer(), data).Transform(data));
    });

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
