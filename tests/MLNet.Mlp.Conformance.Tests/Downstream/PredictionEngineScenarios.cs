using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>Single rows.</summary>
public class PredictionEngineScenarios : Scenarios
{
    [Scenario, Tasks]
    public void An_engine_gives_bitwise_the_scores_of_Transform(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var predict = trial.Task.CreateEngine(trial.ML, model);
        Assert.Equal(trial.Bits(model.Transform(trial.Data())), Trial.Bits(Plants.Rows().Select(predict)));
    });

    [Scenario, Tasks]
    public void Threads_with_an_engine_each_give_the_same_scores(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var expected = trial.Bits(model.Transform(trial.Data()));
        Parallel.For(0, 8, _ =>
        {
            var predict = trial.Task.CreateEngine(trial.ML, model);
            Assert.Equal(expected, Trial.Bits(Plants.Rows().Select(predict)));
        });
    });

    [Scenario, Tasks]
    public void An_engine_reads_a_row_anew_that_was_changed_in_place(LearningTask task) => Run(task, trial =>
    {
        var predict = trial.Task.CreateEngine(trial.ML, trial.Fit(trial.Pipeline(), trial.Data()));
        var plant = Plants.Rows()[0];
        var before = predict(plant);
        plant.Features[0] += 3;
        var changed = predict(plant);
        plant.Features[0] -= 3;
        Assert.NotEqual(Trial.Bits([before]), Trial.Bits([changed]));
        Assert.Equal(before[0], predict(plant)[0], 1e-5f);
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void An_engine_fills_keys_and_names(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));
        var model = trial.Fit(pipeline, trial.Data());
        using var engine = trial.ML.Model.CreatePredictionEngine<Plant, NamedPrediction>(model);
        Assert.All(Plants.Rows().Select(plant => engine.Predict(plant)), prediction =>
        {
            Assert.Equal(Plants.Species[prediction.PredictedLabel - 1], prediction.Name);
            Assert.Equal(prediction.Score.Max(), prediction.Score[prediction.PredictedLabel - 1]);
        });
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void An_engine_fills_score_probability_and_label(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        using var engine = trial.ML.Model.CreatePredictionEngine<Plant, BinaryPrediction>(model);
        Assert.All(Plants.Rows().Select(plant => engine.Predict(plant)), prediction =>
        {
            Assert.Equal(prediction.Score > 0, prediction.PredictedLabel);
            Assert.Equal(prediction.Score > 0, prediction.Probability > 0.5f);
        });
    });

    [Scenario, Tasks]
    public void An_engine_knows_the_columns_of_its_predictions(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        using var engine = trial.ML.Model.CreatePredictionEngine<Plant, Anything>(model);
        trial.NoteSchema("engine", engine.OutputSchema);
        Assert.NotNull(engine.Predict(Plants.Rows()[0]).Species);
    });

    [Scenario, Tasks]
    public void An_engine_needs_no_label(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var model = trial.Fit(trial.Trainer(), data);
        var rows = Plants.Rows().Select(plant => new Unlabeled { Features = plant.Features });
        var scores = task == LearningTask.Multiclass
            ? Predict<VectorPrediction>(prediction => prediction.Score)
            : Predict<NumberPrediction>(prediction => [prediction.Score]);
        Assert.Equal(trial.Bits(model.Transform(data)), scores);

        uint[] Predict<TPrediction>(Func<TPrediction, float[]> score) where TPrediction : class, new()
        {
            using var engine = trial.ML.Model.CreatePredictionEngine<Unlabeled, TPrediction>(model);
            return Trial.Bits(rows.Select(row => score(engine.Predict(row))));
        }
    });

    private sealed class Unlabeled
    {
        [VectorType(Plant.FeatureCount)]
        public float[] Features { get; set; } = [];
    }

    private sealed class NamedPrediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class BinaryPrediction
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Anything
    {
        public string? Species { get; set; }
    }
}
