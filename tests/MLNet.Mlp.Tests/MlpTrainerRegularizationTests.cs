using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests;

/// <summary>The options of the trainer against overfitting and for uneven classes: that they reach the training.</summary>
public class MlpTrainerRegularizationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void Dropout_and_batch_normalization_are_part_of_every_hidden_layer()
    {
        var network = Train(o =>
        {
            o.HiddenLayers = [8, 6];
            o.Dropout = 0.25f;
            o.BatchNormalization = true;
        }).Model.Network;
        Assert.Equal([0.25f, 0.25f, 0], network.Layers.Select(layer => layer.Dropout));
        Assert.Equal([true, true, false], network.Layers.Select(layer => layer.Normalization is not null));
        Assert.NotEqual(0, network.Layers[0].Normalization!.RunningMean[0]);
    }

    [Fact]
    public void A_model_with_all_of_it_learns_and_scores_the_same_when_saved_and_loaded()
    {
        var data = _mlContext.LoadTrees();
        var model = Train(o =>
        {
            o.Activation = Activation.Maxout;
            o.Dropout = 0.1f;
            o.BatchNormalization = true;
            o.Loss = new CrossEntropy { LabelSmoothing = 0.05f };
            o.MaxNorm = 4;
            o.NumberOfEpochs = 20;
        });
        var scored = _mlContext.Predictions(model.Transform(data));
        Assert.InRange(scored.Zip(Trees.Rows()).Count(row => row.First.PredictedLabel == row.Second.Key + 1), 145, 150);

        using var file = new MemoryStream();
        _mlContext.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal(scored.Bits(), _mlContext.Predictions(loaded.Transform(data)).Bits());
    }

    [Fact]
    public void Loss_class_weights_and_max_norm_change_the_model()
    {
        var plain = Train(_ => { }).Bytes();
        Assert.NotEqual(plain, Train(o => o.Loss = new SquaredError()).Bytes());
        Assert.NotEqual(plain, Train(o => o.Loss = new CrossEntropy { LabelSmoothing = 0.1f }).Bytes());
        Assert.NotEqual(plain, Train(o => o.ClassWeights = ClassWeights.Of(1, 2, 3)).Bytes());
        Assert.NotEqual(plain, Train(o => o.MaxNorm = 0.1f).Bytes());
        // The trees are as many of each kind.
        Assert.Equal(plain, Train(o => o.ClassWeights = ClassWeights.Balanced).Bytes());
    }

    [Fact]
    public void Rows_set_aside_are_measured_and_choose_the_model()
    {
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = Train(o =>
        {
            o.ValidationFraction = 0.2f;
            o.NumberOfEpochs = 4;
            o.LearningRate = 0.5f;
        }).Model;
        Assert.All(model.TrainingHistory, report => Assert.Equal(120, report.RowCount));
        var best = model.TrainingHistory.MinBy(report => report.Validation!.Loss)!.Epoch;
        Assert.Contains($"Training ended after 4 epochs: EpochsDone. The model is the one after epoch {best}.", info);
        Assert.Contains(info, message => message.Contains("validation loss ", StringComparison.Ordinal));
    }

    [Fact]
    public void Time_up_ends_training()
    {
        var model = Train(o =>
        {
            o.MaximumDuration = TimeSpan.FromTicks(1);
            o.NumberOfEpochs = 1000;
            o.ConvergencePatience = 0;
        });
        Assert.Empty(model.Model.TrainingHistory);
    }

    [Fact]
    public void Layers_are_measured_and_warned_of_on_request()
    {
        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var history = Train(o =>
        {
            o.MeasureLayers = true;
            o.Activation = Activation.Sigmoid;
            o.HiddenLayers = [8, 8, 8, 8, 8, 8, 8, 8];
        }).Model.TrainingHistory;
        Assert.All(history, report => Assert.Equal(9, report.Layers!.Count));
        var warning = Assert.Single(warnings);
        Assert.StartsWith("The gradient vanishes on its way to layer 0", warning, StringComparison.Ordinal);
        Assert.Null(Train(_ => { }).Model.TrainingHistory[0].Layers);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        Refused("Dropout", new() { Dropout = 1 });
        Refused("MaxNorm", new() { MaxNorm = 0 });
        Refused("ValidationFraction", new() { ValidationFraction = 1 });
        Refused("MaximumDuration", new() { MaximumDuration = TimeSpan.Zero });
        Refused("LabelSmoothing", new() { Loss = new CrossEntropy { LabelSmoothing = 1 } });
        Refused("Loss", new() { Loss = new HuberError() });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Train(o => o.ClassWeights = ClassWeights.Of(1, 2)));
        Assert.StartsWith("ClassWeights must be 3 weights, one for each class; got 2.", error.Message, StringComparison.Ordinal);
    }

    private MlpTransformer Train(Action<MlpTrainer.Options> change) => _mlContext.Mlp(change).Fit(_mlContext.LoadTrees());

    private static void Refused(string name, MlpTrainer.Options options) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => new MlpTrainer(new MLContext(), options));
}
