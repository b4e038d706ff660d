using Microsoft.ML;

namespace MLNet.Mlp.Conformance.Tests.Training;

/// <summary>Reproducible with a seed of the context, different every time without.</summary>
public class SeedScenarios : Scenarios
{
    [Scenario, Tasks]
    public void Contexts_of_the_same_seed_train_the_same_model(LearningTask task) => Run(task, trial =>
        Assert.Equal(Train(trial, new MLContext(seed: 4)), Train(trial, new MLContext(seed: 4))));

    [Scenario, Tasks]
    public void Contexts_of_other_seeds_train_other_models(LearningTask task) => RunOurs(task, trial =>
        Assert.NotEqual(Train(trial, new MLContext(seed: 4)), Train(trial, new MLContext(seed: 5))));

    [Scenario, Tasks]
    public void Contexts_without_a_seed_train_different_models(LearningTask task) => RunOurs(task, trial =>
        Assert.NotEqual(Train(trial, new MLContext()), Train(trial, new MLContext())));

    [Scenario, Tasks]
    public void Two_contexts_do_not_disturb_each_other(LearningTask task) => Run(task, trial =>
    {
        var alone = Train(trial, new MLContext(seed: 4));
        var (one, other) = (new MLContext(seed: 4), new MLContext(seed: 5));
        var (trainer, otherTrainer) = (trial.Create(one), trial.Create(other));
        var data = trial.LabeledData();
        trial.Fit(otherTrainer, data);
        Assert.Equal(alone, trial.Bits(trial.Fit(trainer, data).Transform(data)));
    });

    [Scenario, Tasks]
    public void A_seed_in_the_options_overrules_the_context(LearningTask task) => RunOurs(task, trial =>
    {
        uint[] Train(MLContext mlContext)
        {
            var data = trial.LabeledData();
            var trainer = trial.Task.CreateOurs(mlContext, "Label", "Features", options => options.Seed = 9);
            return trial.Bits(trainer.Fit(data).Transform(data));
        }
        Assert.Equal(Train(new MLContext(seed: 1)), Train(new MLContext()));
    });

    [Scenario, Tasks]
    public void Training_again_leaves_the_first_model_alone(LearningTask task) => Run(task, trial =>
    {
        var trainer = trial.Trainer();
        var data = trial.LabeledData();
        var first = trial.Fit(trainer, data);
        var before = trial.Bits(first.Transform(data));
        trial.Fit(trainer, trial.LabeledData(Plants.Rows(60, seed: 8)));
        Assert.Equal(before, trial.Bits(first.Transform(data)));
    });

    [Scenario, Tasks]
    public void Pipelines_can_be_trained_on_several_threads_at_once(LearningTask task) => Run(task, trial =>
    {
        var alone = Train(trial, new MLContext(seed: 4));
        var models = new uint[4][];
        Parallel.For(0, models.Length, i =>
        {
            var data = trial.LabeledData();
            models[i] = trial.Bits(trial.Create(new MLContext(seed: 4)).Fit(data).Transform(data));
        });
        Assert.All(models, model => Assert.Equal(alone, model));
    });

    private static uint[] Train(Trial trial, MLContext mlContext)
    {
        var data = trial.LabeledData();
        return trial.Bits(trial.Fit(trial.Create(mlContext), data).Transform(data));
    }
}
