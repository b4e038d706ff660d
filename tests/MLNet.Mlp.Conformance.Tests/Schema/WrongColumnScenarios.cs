using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Schema;

/// <summary>Columns that a trainer or its model cannot take: refused by ML.NET's kind of error, which names
/// them.</summary>
public class WrongColumnScenarios : Scenarios
{
    [Scenario, Tasks]
    public void A_label_that_is_not_there_is_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer("Nowhere"), "Nowhere"));

    [Scenario, Tasks]
    public void Features_that_are_not_there_are_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer(features: "Nowhere"), "Nowhere"));

    [Scenario, Tasks]
    public void A_label_of_another_type_is_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer("Species"), "Species"));

    [Scenario, Tasks]
    public void Features_that_are_a_single_number_are_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer(features: "Width"), "Width"));

    [Scenario, Tasks]
    public void Features_that_are_text_are_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer(features: "Soil"), "Soil"));

    [Scenario, Tasks(LearningTask.Binary, LearningTask.Regression)]
    public void A_label_of_double_precision_is_named(LearningTask task) => Run(task, trial =>
    {
        var convert = trial.ML.Transforms.Conversion.ConvertType("Double", "Width", DataKind.Double);
        Refuses(trial, trial.Trainer("Double"), "Double", convert.Fit(trial.Data()).Transform(trial.Data()));
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void A_label_whose_keys_are_bytes_is_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer("Small"), "Small", trial.ML.Data.LoadFromEnumerable([new OddRow()])));

    [Scenario, Tasks]
    public void Features_of_varying_length_are_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer(trial.Task.PlainLabel, "Varying"), "Varying",
            trial.ML.Data.LoadFromEnumerable([new OddRow()])));

    [Scenario, Tasks]
    public void Features_that_are_whole_numbers_are_named(LearningTask task) => Run(task, trial =>
        Refuses(trial, trial.Trainer(trial.Task.PlainLabel, "Whole"), "Whole",
            trial.ML.Data.LoadFromEnumerable([new OddRow()])));

    [Scenario, Tasks]
    public void A_model_refuses_data_without_its_features(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Trainer(), trial.LabeledData());
        var without = trial.ML.Transforms.DropColumns("Features").Fit(trial.Data()).Transform(trial.Data());
        Assert.Contains("Features", trial.NoteError("transforming", () => model.Transform(without)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Features", trial.NoteError("schema", () => model.GetOutputSchema(without.Schema)).Message,
            StringComparison.Ordinal);
    });

    [Scenario, Tasks]
    public void A_model_refuses_features_of_another_length(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Trainer(), trial.LabeledData());
        var shorter = trial.ML.Transforms.Concatenate("Features", "Width", "Length").Fit(trial.Data())
            .Transform(trial.Data());
        // The built-in trainers' models throw another type here, which does not name the column.
        var error = Assert.ThrowsAny<Exception>(() => model.Transform(shorter));
        if (trial.IsOurs)
            Assert.Contains("'Features' must be a vector of 4 Single", error.Message,
                StringComparison.Ordinal);
    });

    [Scenario, Tasks]
    public void A_model_scores_data_without_a_label(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Trainer(), trial.LabeledData());
        var unlabeled = trial.ML.Transforms.SelectColumns("Features").Fit(trial.Data()).Transform(trial.Data());
        trial.NoteSchema("without a label", model.Transform(unlabeled).Schema);
        Assert.Equal(
            trial.Bits(model.Transform(trial.LabeledData())), trial.Bits(model.Transform(unlabeled)));
    });

    private static void Refuses(
        Trial trial, IEstimator<ITransformer> trainer, string column, IDataView? data = null)
    {
        data ??= trial.LabeledData();
        var fitting = trial.NoteError("fitting", () => trainer.Fit(data));
        Assert.Contains(column, fitting.Message, StringComparison.Ordinal);
        var announcing = trial.NoteError("announcing", () => trainer.GetOutputSchema(ShapeProbe.ShapeOf(data)));
        Assert.Contains(column, announcing.Message, StringComparison.Ordinal);
    }

    /// <summary>Columns of types that no trainer takes.</summary>
    private sealed class OddRow
    {
        [VectorType(Plant.FeatureCount)]
        public float[] Features { get; set; } = new float[Plant.FeatureCount];

        [KeyType(3)]
        public byte Small { get; set; }

        public float[] Varying { get; set; } = [1, 2];

        [VectorType(2)]
        public int[] Whole { get; set; } = [1, 2];

        [KeyType(3)]
        public uint Kind { get; set; }

        public bool IsCedar { get; set; }

        public float Height { get; set; }
    }
}
