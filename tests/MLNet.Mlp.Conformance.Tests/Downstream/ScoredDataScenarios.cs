using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>Scored data, as any other data.</summary>
public sealed class ScoredDataScenarios : Scenarios, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Scenario, Tasks]
    public void Preview_shows_the_scores(LearningTask task) => Run(task, trial =>
    {
        var preview = Scored(trial).Preview(maxRows: 4);
        trial.NoteSchema("preview", preview.Schema);
        Assert.Equal(4, preview.RowView.Length);
        foreach (var name in trial.Task.OutputColumns)
            Assert.Contains(preview.RowView[3].Values, value => value.Key == name);
    });

    [Scenario, Tasks]
    public void Scores_can_be_read_as_objects(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var (fresh, reused) = task == LearningTask.Multiclass
            ? (Rows<VectorPrediction>(false, row => row.Score), Rows<VectorPrediction>(true, row => [.. row.Score]))
            : (Rows<NumberPrediction>(false, row => [row.Score]), Rows<NumberPrediction>(true, row => [row.Score]));
        Assert.Equal(trial.Bits(scored), fresh);
        Assert.Equal(fresh, reused);

        uint[] Rows<TRow>(bool reuse, Func<TRow, float[]> score) where TRow : class, new() =>
            Trial.Bits(trial.ML.Data.CreateEnumerable<TRow>(scored, reuse).Select(score));
    });

    [Scenario, Tasks]
    public void Scores_saved_as_binary_are_read_back_bitwise(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var file = Path.Combine(_folder, $"scored-{trial.IsOurs}.idv");
        using (var stream = File.Create(file)) trial.ML.Data.SaveAsBinary(scored, stream);
        var read = trial.ML.Data.LoadFromBinary(file);
        trial.NoteSchema("read", read.Schema);
        Assert.Equal(trial.Bits(scored), trial.Bits(read));
        Assert.Equal(trial.Evaluate(scored), trial.Evaluate(read));
    });

    [Scenario, Tasks]
    public void Scores_saved_as_text_are_read_back(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var only = trial.ML.Transforms.SelectColumns("Score", "Width").Fit(scored).Transform(scored);
        var file = Path.Combine(_folder, $"scored-{trial.IsOurs}.tsv");
        using (var stream = File.Create(file)) trial.ML.Data.SaveAsText(only, stream);
        var count = trial.Task.Scores(scored)[0].Length;
        var read = trial.ML.Data.LoadFromTextFile(file, [
            count == 1 ? new("Score", DataKind.Single, 0) : new("Score", DataKind.Single, 0, count - 1),
            new("Width", DataKind.Single, count)], hasHeader: true);
        // Text keeps seven digits.
        foreach (var (expected, actual) in trial.Task.Scores(scored).Zip(trial.Task.Scores(read)))
            for (var i = 0; i < count; i++) Assert.Equal(expected[i], actual[i], 1e-5f * (1 + Math.Abs(expected[i])));
        Assert.Equal(Plants.Count, trial.Task.Scores(read).Count);
    });

    [Scenario, Tasks]
    public void Scored_rows_can_be_shuffled(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var shuffled = trial.ML.Data.ShuffleRows(scored, seed: 2);
        Assert.Equal(trial.Bits(scored).Order(), trial.Bits(shuffled).Order());
        Assert.NotEqual(scored.GetColumn<float>("Width"), shuffled.GetColumn<float>("Width"));
    });

    [Scenario, Tasks]
    public void Scored_rows_can_be_split(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var split = trial.ML.Data.TrainTestSplit(scored, testFraction: 0.3, seed: 2);
        Assert.Equal(trial.Bits(scored).Order(),
            trial.Bits(split.TrainSet).Concat(trial.Bits(split.TestSet)).Order());
    });

    [Scenario, Tasks(LearningTask.Binary, LearningTask.Regression)]
    public void Scored_rows_can_be_filtered_by_their_score(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var middle = trial.Task.Scores(scored).Select(row => row[0]).Order().ElementAt(Plants.Count / 2);
        var filtered = trial.ML.Data.FilterRowsByColumn(scored, "Score", lowerBound: middle);
        Assert.Equal(trial.Bits(scored).Where(bits => BitConverter.UInt32BitsToSingle(bits) >= middle),
            trial.Bits(filtered));
    });

    [Scenario, Tasks]
    public void Rows_can_be_skipped_and_taken(LearningTask task) => Run(task, trial =>
    {
        var scored = Scored(trial);
        var part = trial.ML.Data.TakeRows(trial.ML.Data.SkipRows(scored, 20), 30);
        Assert.Equal(Trial.Bits(trial.Task.Scores(scored).Skip(20).Take(30)), trial.Bits(part));
    });

    [Scenario, Tasks]
    public void The_scores_alone_can_be_selected(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.SelectColumns([.. trial.Task.OutputColumns]));
        var only = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.Equal(trial.Task.OutputColumns.Order(), only.Schema.Select(column => column.Name).Order());
        Assert.Equal(Plants.Count, trial.Task.Scores(only).Count);
    });

    [Scenario, Tasks]
    public void The_features_can_be_dropped_after_the_model(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.DropColumns("Features", "Label"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.Null(scored.Schema.GetColumnOrNull("Features"));
        Assert.Equal(Plants.Count, trial.Task.Scores(scored).Count);
    });

    private static IDataView Scored(Trial trial) =>
        trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.Data());
}
