using Microsoft.ML;

namespace MLNet.Mlp.Conformance.Tests.Schema;

/// <summary>The columns that a model adds.</summary>
public class ColumnScenarios : Scenarios
{
    [Scenario, Tasks]
    public void A_model_adds_its_columns_after_those_of_the_data(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var schema = trial.Fit(trial.Trainer(), data).GetOutputSchema(data.Schema);
        string[] expected = [.. data.Schema.Select(column => column.Name), .. trial.Task.OutputColumns];
        Assert.Equal(expected, schema.Select(column => column.Name));
    });

    [Scenario, Tasks]
    public void What_is_announced_before_training_is_what_the_model_gives(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var model = trial.Fit(trial.Trainer(), data);
        Assert.Equal(
            SchemaText.Describe(ShapeProbe.ShapeOf(model.Transform(data))),
            SchemaText.Describe(trial.Trainer().GetOutputSchema(ShapeProbe.ShapeOf(data))));
    });

    [Scenario, Tasks]
    public void Label_and_features_can_have_any_name(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.MakeLabel("What is it?")
            .Append(trial.ML.Transforms.CopyColumns("Grandeur nature", "Features"))
            .Append(trial.ML.Transforms.DropColumns("Features"))
            .Append(trial.Trainer("What is it?", "Grandeur nature"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.Equal(Plants.Count, trial.Task.Scores(scored).Count);
    });

    [Scenario, Tasks]
    public void Columns_of_the_same_names_are_hidden_by_the_models(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        foreach (var name in trial.Task.OutputColumns)
            data = trial.ML.Transforms.CopyColumns(name, "Soil").Fit(data).Transform(data);
        // The built-in trainers put a column beside the one that it hides, ours behind all columns.
        var scored = trial.Fit(trial.Trainer(), data, inAnyOrder: true).Transform(data);
        Assert.Equal(Plants.Count, trial.Task.Scores(scored).Count);
    });

    [Scenario, Tasks]
    public void Each_model_of_a_chain_has_its_own_set_of_columns(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline();
        foreach (var name in trial.Task.OutputColumns)
            pipeline = pipeline.Append<ITransformer>(trial.ML.Transforms.CopyColumns($"First{name}", name))
                .Append<ITransformer>(trial.ML.Transforms.DropColumns(name));
        var schema = trial.Fit(pipeline.Append(trial.Trainer()), trial.Data()).Transform(trial.Data()).Schema;
        foreach (var name in trial.Task.OutputColumns)
        {
            Assert.Equal(1u, SetId(schema[$"First{name}"]));
            Assert.Equal(2u, SetId(schema[name]));
        }
    });

    [Scenario, Tasks]
    public void A_model_says_which_column_its_features_are(LearningTask task) => Run(task, trial =>
    {
        var data = trial.ML.Transforms.CopyColumns("Inputs", "Features").Fit(trial.LabeledData())
            .Transform(trial.LabeledData());
        var model = Assert.IsAssignableFrom<ISingleFeaturePredictionTransformer<object>>(
            trial.Fit(trial.Trainer(features: "Inputs"), data));
        Assert.Equal("Inputs", model.FeatureColumnName);
        trial.Note("feature type", model.FeatureColumnType.ToString()!);
        Assert.NotNull(model.Model);
    });

    private static uint SetId(DataViewSchema.Column column)
    {
        uint id = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }
}
