using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>ML.NET's permutation feature importance.</summary>
public class FeatureImportanceScenarios : Scenarios
{
    [Scenario, Tasks]
    public void Each_feature_of_a_model_is_measured(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        foreach (var row in rows) row.Features[3] = 0.5f;
        var data = trial.LabeledData(rows);
        var importance = trial.Task.Importance(trial.ML, trial.Fit(trial.Trainer(), data), data);
        Assert.Equal(Plant.FeatureCount, importance.Count);
        Assert.Equal(0, importance[3]);
        // A cedar is told by its third feature, and the height is mostly the first; the species are told by three.
        var largest = importance.Max();
        Assert.InRange(largest, 0.05, 2);
        if (task == LearningTask.Binary) Assert.Equal(largest, importance[2]);
        if (task == LearningTask.Regression) Assert.Equal(largest, importance[0]);
    });

    [Scenario, Tasks]
    public void Each_named_feature_of_a_chain_is_measured(LearningTask task) => Run(task, trial =>
    {
        // Importance is about the data behind the transforms, which has the features and their names.
        var featurize = trial.MakeLabel().Append(trial.ML.Transforms.Concatenate("Inputs", "Width", "Length", "Weight"))
            .Fit(trial.Data());
        var data = featurize.Transform(trial.Data());
        var model = trial.Fit(new EstimatorChain<ITransformer>().Append(trial.Trainer(features: "Inputs")), data);
        var importance = trial.Task.ImportanceByName(trial.ML, model, data);
        Assert.Equal(["Length", "Weight", "Width"], importance.Keys.Order());
        Assert.True(importance["Width"] > importance["Weight"]);
    });

    [Scenario, Tasks]
    public void A_loaded_model_is_measured_like_the_saved_one(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        data = trial.ML.Transforms.Concatenate("Inputs", "Width", "Length").Fit(data).Transform(data);
        var model = trial.Fit(new EstimatorChain<ITransformer>().Append(trial.Trainer(features: "Inputs")), data);
        using var stream = new MemoryStream();
        trial.ML.Model.Save(model, data.Schema, stream);
        var loaded = trial.ML.Model.Load(stream, out _);
        Assert.Equal(trial.Task.ImportanceByName(new MLContext(seed: 3), model, data),
            trial.Task.ImportanceByName(new MLContext(seed: 3), loaded, data));
    });
}
