using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests;

public class MlpTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void Xor_is_learned_with_a_hidden_layer_and_not_without()
    {
        var rows = Enumerable.Range(0, 200).Select(i => new Tree
        {
            Features = [i & 1, (i >> 1) & 1, 0, 0],
            Key = (uint)((i ^ (i >> 1)) & 1),
        }).ToList();
        var data = _mlContext.LoadTrees(rows);
        double Accuracy(int[] hiddenLayers) =>
            _mlContext.Mlp(o =>
            {
                o.HiddenLayers = hiddenLayers;
                o.NumberOfEpochs = 40;
                o.ConvergencePatience = 0;
            }).Fit(data).Model.TrainingHistory[^1].Accuracy!.Value;
        Assert.Equal(1, Accuracy([8]));
        Assert.InRange(Accuracy([]), 0, 0.8);
    }

    [Fact]
    public void Same_seed_of_the_context_trains_the_same_model_and_another_seed_another()
    {
        byte[] Train(int? seed)
        {
            var mlContext = new MLContext(seed);
            return mlContext.Mlp(o => o.Seed = null).Fit(mlContext.LoadTrees()).Bytes();
        }
        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
        Assert.NotEqual(Train(null), Train(null));
    }

    [Fact]
    public void Seed_in_the_options_overrules_the_context()
    {
        byte[] Train(MLContext mlContext, int seed) => mlContext.Mlp(o => o.Seed = seed).Fit(mlContext.LoadTrees()).Bytes();
        Assert.Equal(Train(new MLContext(), 5), Train(new MLContext(seed: 1), 5));
        Assert.NotEqual(Train(_mlContext, 5), Train(_mlContext, 6));
    }

    [Fact]
    public void Number_of_threads_does_not_change_the_model()
    {
        var data = _mlContext.LoadTrees(Trees.Rows(600));
        byte[] Train(int threads) => _mlContext.Mlp(o =>
        {
            o.Threads = threads;
            o.HiddenLayers = [64, 64];
            o.BatchSize = 300;
        }).Fit(data).Bytes();
        Assert.Equal(Train(1), Train(2));
    }

    [Fact]
    public void Shuffling_changes_the_model()
    {
        var data = _mlContext.LoadTrees();
        Assert.NotEqual(_mlContext.Mlp(o => o.Shuffle = false).Fit(data).Bytes(), _mlContext.Mlp().Fit(data).Bytes());
    }

    [Fact]
    public void Each_epoch_is_reported_and_kept_as_history()
    {
        var reports = new List<EpochReport>();
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = _mlContext.Mlp(o => o.Progress = new Listener(reports.Add)).Fit(_mlContext.LoadTrees());

        Assert.Equal([1, 2, 3, 4, 5], reports.Select(report => report.Epoch));
        Assert.Equal(reports, model.Model.TrainingHistory);
        Assert.All(reports, report => Assert.Equal(150, report.RowCount));
        Assert.True(reports[^1].Loss < reports[0].Loss);
        Assert.Contains(info, message =>
            message.StartsWith("4-8-3 network, 67 parameters, 150 rows", StringComparison.Ordinal));
        Assert.Contains(info, message => message.StartsWith("Epoch 5/5: loss ", StringComparison.Ordinal));
    }

    [Fact]
    public void Training_ends_early_once_the_loss_stops_improving()
    {
        var history = _mlContext.Mlp(o =>
        {
            o.NumberOfEpochs = 50;
            o.ConvergenceTolerance = 100;
            o.ConvergencePatience = 2;
        }).Fit(_mlContext.LoadTrees()).Model.TrainingHistory;
        Assert.Equal(3, history.Count);
    }

    [Fact]
    public void Canceling_gives_the_model_so_far()
    {
        using var cancel = new CancellationTokenSource();
        var data = _mlContext.LoadTrees();
        var model = _mlContext.Mlp(o =>
        {
            o.NumberOfEpochs = 1000;
            o.ConvergencePatience = 0;
            o.CancellationToken = cancel.Token;
            o.Progress = new Listener(report =>
            {
                if (report.Epoch == 3) cancel.Cancel();
            });
        }).Fit(data);
        Assert.Equal(3, model.Model.TrainingHistory.Count);
        Assert.Equal(150, _mlContext.Predictions(model.Transform(data)).Count);
        var threeEpochs = _mlContext.Mlp(o => o.NumberOfEpochs = 3).Fit(data);
        Assert.Equal(threeEpochs.Bytes(), model.Bytes());
    }

    [Fact]
    public void Options_changed_after_the_trainer_was_made_do_not_reach_it()
    {
        var data = _mlContext.LoadTrees();
        var options = MLContextExtensions.Options();
        var trainer = _mlContext.MulticlassClassification.Trainers.Mlp(options);
        var expected = _mlContext.Mlp().Fit(data).Bytes();
        options.HiddenLayers[0] = 3;
        options.NumberOfEpochs = -1;
        options.LabelColumnName = "nowhere";
        Assert.Equal(expected, trainer.Fit(data).Bytes());
    }

    [Fact]
    public void Simple_arguments_mean_the_same_as_options()
    {
        var rows = Trees.Rows();
        foreach (var row in rows) row.Height = 1 + row.Key;
        var data = _mlContext.LoadTrees(rows);
        byte[] Train(Func<MLContext, MlpTrainer> create) => create(new MLContext(seed: 3)).Fit(data).Bytes();
        var simple = Train(ml => ml.MulticlassClassification.Trainers.Mlp(
            "Key", "Features", "Height", [5, 4], 3, 16, 0.02f, 0.5f));
        var options = Train(ml => ml.MulticlassClassification.Trainers.Mlp(new MlpTrainer.Options
        {
            LabelColumnName = "Key",
            FeatureColumnName = "Features",
            ExampleWeightColumnName = "Height",
            HiddenLayers = [5, 4],
            NumberOfEpochs = 3,
            BatchSize = 16,
            LearningRate = 0.02f,
            Momentum = 0.5f,
        }));
        Assert.Equal(options, simple);
    }

    [Fact]
    public void Defaults_of_the_simple_overload_are_those_of_the_options()
    {
        var data = _mlContext.Transforms.CopyColumns("Label",
            "Key").Fit(_mlContext.LoadTrees()).Transform(_mlContext.LoadTrees());
        byte[] Train(Func<MLContext, MlpTrainer> create) => create(new MLContext(seed: 3)).Fit(data).Bytes();
        Assert.Equal(
            Train(ml => ml.MulticlassClassification.Trainers.Mlp(new MlpTrainer.Options())),
            Train(ml => ml.MulticlassClassification.Trainers.Mlp()));
    }
}
