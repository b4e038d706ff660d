using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Schema;

/// <summary>What the keys of the label stand for, and where the model's columns say it.</summary>
public class ClassNameScenarios : Scenarios
{
    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Classes_that_are_texts_name_the_slots_of_the_score(LearningTask task) => Run(task, trial =>
    {
        var schema = FitKeys(trial, "Species").Schema;
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Score"].GetSlotNames(ref names);
        Assert.Equal(Plants.Species, names.DenseValues().Select(name => name.ToString()));
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Classes_that_are_numbers_are_kept_as_numbers(LearningTask task) => Run(task, trial =>
    {
        var schema = FitKeys(trial, "Code").Schema;
        Assert.Null(schema["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
        VBuffer<int> values = default;
        schema["PredictedLabel"].GetKeyValues(ref values);
        Assert.Equal([10, 20, 30], values.DenseValues());
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Classes_that_are_real_numbers_are_kept_as_such(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        foreach (var row in rows) row.Height = row.Code / 3f;
        var schema = FitKeys(trial, "Height", rows).Schema;
        VBuffer<float> values = default;
        schema["PredictedLabel"].GetKeyValues(ref values);
        Assert.Equal([10 / 3f, 20 / 3f, 10], values.DenseValues());
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Classes_that_are_true_and_false_are_kept_as_such(LearningTask task) => Run(task, trial =>
    {
        var scored = FitKeys(trial, "IsCedar");
        VBuffer<bool> values = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref values);
        Assert.Equal([false, true], values.DenseValues());
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Keys_that_stand_for_nothing_stay_so(LearningTask task) => Run(task, trial =>
    {
        var data = trial.Data();
        var schema = trial.Fit(trial.Trainer("Kind"), data).Transform(data).Schema;
        Assert.Null(schema["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Null(schema["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
    });

    [PackageLaneScenario("keys of keys"), Tasks(LearningTask.Multiclass)]
    public void Keys_that_stand_for_keys_stand_for_nothing_in_a_prediction(LearningTask task) => RunOurs(task, trial =>
    {
        // The built-in trainers keep them.
        var schema = FitKeys(trial, "Kind").Schema;
        Assert.Null(schema["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
    });

    [PackageLaneScenario("columns of times"), Tasks(LearningTask.Multiclass)]
    public void Classes_that_are_times_stand_for_nothing_in_a_prediction(LearningTask task) => RunOurs(task, trial =>
    {
        // The built-in trainers keep them.
        var rows = Plants.Rows().Select(plant =>
            new DatedRow { Features = plant.Features, Date = DateTime.UnixEpoch.AddDays(plant.Kind) });
        var data = trial.ML.Data.LoadFromEnumerable(rows.ToList());
        var pipeline = trial.ML.Transforms.Conversion.MapValueToKey("Label", "Date").Append(trial.Trainer());
        var scored = trial.Fit(pipeline, data).Transform(data);
        Assert.NotNull(scored.Schema["Label"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Null(scored.Schema["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Equal(SchemaText.Describe(ShapeProbe.ShapeOf(scored)),
            SchemaText.Describe(pipeline.GetOutputSchema(ShapeProbe.ShapeOf(data))));
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Classes_in_order_of_their_names_are_scored_in_that_order(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        rows.Reverse();
        var byValue = trial.ML.Transforms.Conversion.MapValueToKey("Label", "Species",
            keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var data = trial.Data(rows);
        var scored = trial.Fit(byValue.Append(trial.Trainer()), data).Transform(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(Plants.Species, names.DenseValues().Select(name => name.ToString()));
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void A_prediction_can_be_mapped_to_its_name(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline()
            .Append(trial.ML.Transforms.Conversion.MapKeyToValue("Guess", "PredictedLabel"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        var predicted = scored.GetColumn<uint>("PredictedLabel").Select(key => Plants.Species[key - 1]);
        Assert.Equal(predicted, scored.GetColumn<string>("Guess"));
        var right = scored.GetColumn<string>("Species").Zip(scored.GetColumn<string>("Guess"), (a, b) => a == b);
        Assert.InRange(right.Count(isRight => isRight), 0.7 * Plants.Count, Plants.Count - 1);
    });

    private sealed class DatedRow
    {
        [VectorType(Plant.FeatureCount)]
        public float[] Features { get; set; } = [];

        public DateTime Date { get; set; }
    }

    private static IDataView FitKeys(Trial trial, string source, List<Plant>? rows = null)
    {
        var data = trial.Data(rows);
        var pipeline = trial.ML.Transforms.Conversion.MapValueToKey("Label", source).Append(trial.Trainer());
        return trial.Fit(pipeline, data).Transform(data);
    }
}
