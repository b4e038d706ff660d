using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>A model's columns as the input of something else that learns.</summary>
public class CombinationScenarios : Scenarios
{
    [Scenario, Tasks]
    public void Another_model_can_learn_from_the_scores(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline()
            .Append(trial.ML.Transforms.Concatenate("Inputs", "Features", "Score"))
            .Append(trial.ML.Transforms.DropColumns([.. trial.Task.OutputColumns]))
            .Append(trial.Trainer(features: "Inputs"));
        trial.LearnsSomething(trial.Fit(pipeline, trial.Data()).Transform(trial.Data()));
    });

    [PackageLaneScenario("built-in trainers"), Tasks]
    public void A_built_in_trainer_can_learn_from_our_scores(LearningTask task) => RunOurs(task, trial =>
    {
#if REAL_MLNET
        var pipeline = trial.Pipeline()
            .Append(trial.ML.Transforms.Concatenate("Inputs", "Features", "Score"))
            .Append(trial.ML.Transforms.DropColumns([.. trial.Task.OutputColumns]))
            .Append(trial.Task.CreateBuiltIn(trial.ML, "Label", "Inputs", weight: null));
        trial.LearnsSomething(trial.Fit(pipeline, trial.Data()).Transform(trial.Data()));
#endif
    });

    [Scenario, Tasks]
    public void Learned_features_are_the_input_of_another_trainer(LearningTask task) => RunOurs(task, trial =>
    {
        var features = trial.ML.Transforms.MlpFeatures("Learned", new MlpTrainer.Options
        {
            LabelColumnName = "Kind",
            HiddenLayers = [6],
            NumberOfEpochs = 10,
        });
        var pipeline = trial.MakeLabel().Append(features).Append(trial.Trainer(features: "Learned"));
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.Equal("Vector<Single, 6>", scored.Schema["Learned"].Type.ToString());
        trial.LearnsSomething(scored);
    });

    [Scenario, Tasks(LearningTask.Binary)]
    public void Platt_calibration_gives_scores_a_probability(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.DropColumns("Probability"))
            .Append(trial.ML.BinaryClassification.Calibrators.Platt());
        var scored = trial.Fit(pipeline, trial.Data()).Transform(trial.Data());
        Assert.All(scored.GetColumn<float>("Probability"), probability => Assert.InRange(probability, 0, 1));
        trial.LearnsSomething(scored);
    });

    [PackageLaneScenario("isotonic calibration"), Tasks(LearningTask.Binary)]
    public void Isotonic_calibration_gives_scores_a_probability(LearningTask task) => Run(task, trial =>
    {
#if REAL_MLNET
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.DropColumns("Probability"))
            .Append(trial.ML.BinaryClassification.Calibrators.Isotonic());
        trial.LearnsSomething(trial.Fit(pipeline, trial.Data()).Transform(trial.Data()));
#endif
    });

    [PackageLaneScenario("naive calibration"), Tasks(LearningTask.Binary)]
    public void Naive_calibration_gives_scores_a_probability(LearningTask task) => Run(task, trial =>
    {
#if REAL_MLNET
        var pipeline = trial.Pipeline().Append(trial.ML.Transforms.DropColumns("Probability"))
            .Append(trial.ML.BinaryClassification.Calibrators.Naive());
        trial.LearnsSomething(trial.Fit(pipeline, trial.Data()).Transform(trial.Data()));
#endif
    });

    [PackageLaneScenario("OneVersusAll"), Tasks(LearningTask.Multiclass)]
    public void OneVersusAll_makes_a_classifier_of_binary_trainers(LearningTask task) => Run(task, trial =>
    {
#if REAL_MLNET
        var trainers = trial.ML.MulticlassClassification.Trainers;
        IEstimator<ITransformer> combined = trial.IsOurs
            ? trainers.OneVersusAll(trial.ML.BinaryClassification.Trainers.Mlp(hiddenLayers: [8]))
            : trainers.OneVersusAll(trial.ML.BinaryClassification.Trainers.LbfgsLogisticRegression());
        trial.LearnsSomething(trial.Fit(trial.MakeLabel().Append(combined), trial.Data()).Transform(trial.Data()));
#endif
    });

    [PackageLaneScenario("PairwiseCoupling"), Tasks(LearningTask.Multiclass)]
    public void PairwiseCoupling_makes_a_classifier_of_binary_trainers(LearningTask task) => Run(task, trial =>
    {
#if REAL_MLNET
        var trainers = trial.ML.MulticlassClassification.Trainers;
        IEstimator<ITransformer> combined = trial.IsOurs
            ? trainers.PairwiseCoupling(trial.ML.BinaryClassification.Trainers.Mlp(hiddenLayers: [8]))
            : trainers.PairwiseCoupling(trial.ML.BinaryClassification.Trainers.LbfgsLogisticRegression());
        trial.LearnsSomething(trial.Fit(trial.MakeLabel().Append(combined), trial.Data()).Transform(trial.Data()));
#endif
    });
}
