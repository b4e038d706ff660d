using Microsoft.ML;
using Microsoft.ML.Data;
#if REAL_MLNET
using Microsoft.ML.Transforms;
#endif

namespace MLNet.Mlp.Conformance.Tests.Training;

/// <summary>Trainers behind ML.NET's transforms.</summary>
public class PipelineScenarios : Scenarios
{
    [Scenario, Tasks]
    public void Trains_behind_Concatenate(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.Concatenate("Inputs", "Width", "Length", "Features")));

    [Scenario, Tasks]
    public void Trains_behind_NormalizeMinMax(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.NormalizeMinMax("Inputs", "Features")));

    [Scenario, Tasks]
    public void Trains_behind_NormalizeMeanVariance(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.NormalizeMeanVariance("Inputs", "Features")));

    [Scenario, Tasks]
    public void Trains_behind_OneHotEncoding(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.Categorical.OneHotEncoding("SoilSlots", "Soil")
            .Append(trial.ML.Transforms.Concatenate("Inputs", "SoilSlots", "Features"))));

    [Scenario, Tasks]
    public void Trains_behind_CopyColumns_and_SelectColumns(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.CopyColumns("Inputs", "Features")
            .Append(trial.ML.Transforms.SelectColumns("Label", "Inputs"))));

    [Scenario, Tasks]
    public void Trains_behind_DropColumns(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.CopyColumns("Inputs", "Features")
            .Append(trial.ML.Transforms.DropColumns("Features", "Soil", "Species"))));

    [Scenario, Tasks]
    public void Trains_behind_ConvertType(LearningTask task) => Run(task, trial =>
        Trains(trial, trial.ML.Transforms.Conversion.ConvertType("Number", "Code", DataKind.Single)
            .Append(trial.ML.Transforms.NormalizeMinMax("Number"))
            .Append(trial.ML.Transforms.Concatenate("Inputs", "Number", "Features"))));

    [PackageLaneScenario("ReplaceMissingValues"), Tasks]
    public void Trains_behind_ReplaceMissingValues(LearningTask task) => Run(task, trial =>
    {
        var rows = Plants.Rows();
        rows[5].Features[2] = float.NaN;
#if REAL_MLNET
        Trains(trial, trial.ML.Transforms.ReplaceMissingValues("Inputs", "Features",
            MissingValueReplacingEstimator.ReplacementMode.Mean), rows);
#endif
    });

    [PackageLaneScenario("FeaturizeText"), Tasks]
    public void Trains_behind_FeaturizeText(LearningTask task) => Run(task, trial =>
    {
#if REAL_MLNET
        Trains(trial, trial.ML.Transforms.Text.FeaturizeText("Words", "Soil")
            .Append(trial.ML.Transforms.Concatenate("Inputs", "Words", "Features")));
#endif
    });

    [PackageLaneScenario("ProjectToPrincipalComponents"), Tasks]
    public void Trains_behind_ProjectToPrincipalComponents(LearningTask task) => Run(task, trial =>
    {
#if REAL_MLNET
        Trains(trial, trial.ML.Transforms.ProjectToPrincipalComponents("Inputs", "Features", rank: 3));
#endif
    });

    [Scenario, Tasks]
    public void A_cache_before_the_trainer_changes_nothing(LearningTask task) => Run(task, trial =>
    {
        var data = trial.Data();
        var plain = trial.Fit(trial.MakeLabel().Append(trial.Create(new MLContext(seed: 3))), data);
        var cached = trial.Fit(
            trial.MakeLabel().AppendCacheCheckpoint(trial.ML).Append(trial.Create(new MLContext(seed: 3))), data);
        Assert.Equal(trial.Bits(plain.Transform(data)), trial.Bits(cached.Transform(data)));
    });

    [Scenario, Tasks]
    public void A_delegate_is_told_of_the_trained_model(LearningTask task) => Run(task, trial =>
    {
        ITransformer? told = null;
        var model = trial.Fit(trial.Trainer().WithOnFitDelegate(fitted => told = fitted), trial.LabeledData());
        Assert.Same(model, told);
    });

    private static void Trains(Trial trial, IEstimator<ITransformer> inputs, List<Plant>? rows = null)
    {
        var data = trial.Data(rows);
        var model = trial.Fit(trial.MakeLabel().Append(inputs).Append(trial.Trainer(features: "Inputs")), data);
        var scores = trial.Task.Scores(model.Transform(data));
        Assert.Equal(Plants.Count, scores.Count);
        Assert.All(scores, row => Assert.All(row, score => Assert.True(float.IsFinite(score))));
        trial.LearnsSomething(model.Transform(data));
    }
}
