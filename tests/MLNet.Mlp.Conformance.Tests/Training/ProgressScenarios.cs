using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Conformance.Tests.Training;

/// <summary>What is told of training, and how it is ended.</summary>
public class ProgressScenarios : Scenarios
{
    [Scenario, Tasks]
    public void Training_is_logged_through_the_context(LearningTask task) => Run(task, trial =>
    {
        var messages = trial.Listen(ChannelMessageKind.Trace, ChannelMessageKind.Info);
        trial.Fit(trial.Trainer(), trial.LabeledData());
        Assert.NotEmpty(messages);
    });

    [Scenario, Tasks]
    public void The_log_names_the_network_the_rows_and_each_epoch(LearningTask task) => RunOurs(task, trial =>
    {
        var messages = trial.Listen(ChannelMessageKind.Info);
        trial.Ours(options => options.NumberOfEpochs = 3).Fit(trial.LabeledData());
        Assert.Contains(messages, message => message.StartsWith("4-8-", StringComparison.Ordinal) &&
            message.Contains("150 rows", StringComparison.Ordinal));
        for (var epoch = 1; epoch <= 3; epoch++)
            Assert.Contains(messages, message =>
                message.StartsWith($"Epoch {epoch}/3: loss ", StringComparison.Ordinal));
    });

    [Scenario, Tasks]
    public void A_message_names_the_trainer_as_its_source(LearningTask task) => RunOurs(task, trial =>
    {
        List<string> sources = [];
        trial.ML.Log += (_, log) => sources.Add(log.Source);
        trial.Trainer().Fit(trial.LabeledData());
        Assert.Contains(sources, source => source.Contains("Mlp", StringComparison.Ordinal));
    });

    [Scenario, Tasks]
    public void Progress_tells_of_each_epoch_and_the_model_keeps_it(LearningTask task) => RunOurs(task, trial =>
    {
        var reports = new Reports();
        var model = trial.Ours(options =>
        {
            options.Progress = reports;
            options.NumberOfEpochs = 6;
        }).Fit(trial.LabeledData());
        Assert.Equal([1, 2, 3, 4, 5, 6], reports.Seen.Select(report => report.Epoch));
        Assert.Equal(reports.Seen, model.Model.TrainingHistory);
        Assert.True(reports.Seen[^1].Loss < reports.Seen[0].Loss);
    });

    [Scenario, Tasks]
    public void The_history_is_on_the_last_transformer_of_a_chain(LearningTask task) => RunOurs(task, trial =>
    {
        var chain = (TransformerChain<ITransformer>)trial.Pipeline().Fit(trial.Data());
        var model = Assert.IsType<MlpTransformer>(chain.LastTransformer);
        Assert.NotEmpty(model.Model.TrainingHistory);
    });

    [Scenario, Tasks]
    public void Canceling_returns_the_model_so_far(LearningTask task) => RunOurs(task, trial =>
    {
        using var cancel = new CancellationTokenSource();
        var reports = new Reports(report =>
        {
            if (report.Epoch == 2) cancel.Cancel();
        });
        var data = trial.LabeledData();
        var canceled = trial.Ours(options =>
        {
            (options.Progress, options.CancellationToken, options.Seed) = (reports, cancel.Token, 9);
            options.NumberOfEpochs = 1000;
        }).Fit(data);
        var two = trial.Ours(options => (options.NumberOfEpochs, options.Seed) = (2, 9)).Fit(data);
        Assert.Equal(2, reports.Seen.Count);
        Assert.Equal(trial.Bits(two.Transform(data)), trial.Bits(canceled.Transform(data)));
    });

    [Scenario, Tasks]
    public void Validation_rows_are_measured_and_the_best_epoch_is_kept(LearningTask task) => RunOurs(task, trial =>
    {
        var reports = new Reports();
        trial.Ours(options => (options.Progress, options.ValidationFraction) = (reports, 0.2f))
            .Fit(trial.LabeledData());
        Assert.All(reports.Seen, report => Assert.NotNull(report.Validation));
        Assert.All(reports.Seen, report => Assert.Equal(120, report.RowCount));
    });

    [Scenario, Tasks]
    public void Training_that_diverges_keeps_the_last_good_model(LearningTask task) => RunOurs(task, trial =>
    {
        var data = trial.LabeledData();
        var error = Assert.Throws<MlpDivergedException>(() =>
            trial.Ours(options => (options.LearningRate, options.Activation) = (1e20f, Activation.Identity)).Fit(data));
        Assert.Contains("Try a LearningRate", error.Message, StringComparison.Ordinal);
        Assert.All(trial.Task.Scores(error.LastGoodModel.Transform(data)), row =>
            Assert.All(row, score => Assert.True(float.IsFinite(score))));
    });

    private sealed class Reports(Action<EpochReport>? then = null) : IProgress<EpochReport>
    {
        public List<EpochReport> Seen { get; } = [];

        public void Report(EpochReport value)
        {
            Seen.Add(value);
            then?.Invoke(value);
        }
    }
}
