using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Interop;

/// <summary>ML.NET's own cancellation, which is internal there.</summary>
public class HostCancellationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void Canceling_the_context_gives_the_model_so_far(TrainerKind kind)
    {
        var data = _mlContext.LoadTrees();
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = kind.Trainer(_mlContext, o => CancelInEpoch(o, 3)).Fit(data);
        var history = model.Model.TrainingHistory;
        Assert.InRange(history.Count, 3, 1_000_000 - 1);
        Assert.Contains($"Training ended after {history.Count} epochs: Canceled.", info);

        // The model works, and other contexts go on.
        Assert.Equal(150, _mlContext.Data.CreateEnumerable<Tree>(model.Transform(data), reuseRowObject: false).Count());
        var other = new MLContext(seed: 1);
        Assert.Equal(5, kind.Trainer(other).Fit(other.LoadTrees()).Model.TrainingHistory.Count);
    }

    [Fact]
    public void The_best_model_is_kept()
    {
        var validation = _mlContext.LoadTrees(Trees.Rows(60, seed: 2));
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = _mlContext.Mlp(o =>
        {
            CancelInEpoch(o, 3);
            o.LearningRate = 1;
        }).Fit(_mlContext.LoadTrees(), validation);
        var best = model.Model.TrainingHistory.MinBy(report => report.Validation!.Loss)!.Epoch;
        Assert.EndsWith($"Canceled. The model is the one after epoch {best}.", info[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_in_a_pipeline_is_kept_too()
    {
        var pipeline = _mlContext.Transforms.NormalizeMinMax("Features")
            .Append(_mlContext.Mlp(o => CancelInEpoch(o, 2)));
        var data = _mlContext.LoadTrees();
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = pipeline.Fit(data);
        Assert.Contains(info, message => message.EndsWith("epochs: Canceled.", StringComparison.Ordinal));
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, data.Schema, file);
        Assert.InRange(file.Length, 1, long.MaxValue);
    }

    [Theory]
    [InlineData(RowStorage.Memory)]
    [InlineData(RowStorage.Stream)]
    public void What_was_canceled_before_there_is_a_model_throws(RowStorage storage)
    {
        var data = _mlContext.LoadTrees();
        var token = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => _mlContext.Mlp(o =>
            (o.CancellationToken, o.RowStorage) = (token, storage)).Fit(data));
        var trainer = _mlContext.Mlp(o => o.RowStorage = storage);
        Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(data));
        Assert.ThrowsAny<OperationCanceledException>(() => _mlContext.Mlp(o => o.RowStorage = storage).Fit(data));
    }

    [Fact]
    public void What_was_canceled_before_the_first_step_throws()
    {
        using var cancel = new CancellationTokenSource();
        // The last that is told before training itself begins.
        _mlContext.Log += (_, log) =>
        {
            if (log.RawMessage.Contains("parameters", StringComparison.Ordinal)) cancel.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _mlContext.Mlp(o => o.CancellationToken = cancel.Token).Fit(_mlContext.LoadTrees()));
        Assert.True(cancel.IsCancellationRequested);
    }

    [Fact]
    public void A_time_that_is_over_before_the_first_step_is_warned_of()
    {
        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var model = _mlContext.Mlp(o => o.MaximumDuration = TimeSpan.FromTicks(1)).Fit(_mlContext.LoadTrees());
        Assert.Empty(model.Model.TrainingHistory);
        Assert.Equal(["Training ended before its first step, as MaximumDuration was over, so the model has learned " +
            "nothing. Try a longer time."], warnings);
    }

    private void CancelInEpoch(MlpOptions options, int epoch)
    {
        options.NumberOfEpochs = 1_000_000;
        options.ConvergencePatience = 0;
        options.MaximumDuration = TimeSpan.FromMinutes(1); // So that a cancellation that is lost fails, and soon.
        options.Progress = new Listener(report =>
        {
            if (report.Epoch == epoch) Cancel();
        });
    }

    private void Cancel() => typeof(MLContext)
        .GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!
        .Invoke(_mlContext, null);
}
