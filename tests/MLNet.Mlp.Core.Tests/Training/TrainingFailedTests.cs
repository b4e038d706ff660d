using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>What is kept when a device fails in mid-training.</summary>
public class TrainingFailedTests
{
    private static readonly LabeledRows _rows = TestRows.Noise(50, 3, 2, seed: 1);
    private static readonly Network _network = Network.Create(3, [6], 2, seed: 3);
    private readonly BackendFailedException _cause = new("The device is out of memory. Try a smaller BatchSize.");

    // One call to train is one epoch.
    private void FailInEpoch3(int call)
    {
        if (call == 3) throw _cause;
    }

    [Fact]
    public void The_network_after_the_last_whole_epoch_and_the_cause_are_kept()
    {
        var backend = new ScriptedBackend { OnTrainCall = FailInEpoch3 };
        var e = Assert.Throws<TrainingFailedException>(() =>
            TrainingLoop.Train(_network, _rows, new TrainingOptions(), backend: backend));

        Assert.Equal((3, null), (e.Epoch, e.BestEpoch));
        Assert.Same(_cause, e.InnerException);
        Assert.Equal([1, 2], e.History.Select(report => report.Epoch));
        Assert.Equal(2, e.LastGoodNetwork!.Layers[0].Weights[0]);
        Assert.Equal(
            "Training failed in epoch 3. The device is out of memory. Try a smaller BatchSize. " +
            "The network as it was after the last whole epoch is kept.", e.Message);
        Assert.True(backend.Disposed);
    }

    [Theory]
    [InlineData(true, 1, 1, "The network as it was after epoch 1, the best of the validation rows, is kept.")]
    [InlineData(false, 2, null, "The network as it was after the last whole epoch is kept.")]
    public void The_network_that_was_best_is_kept_where_it_would_have_been_restored(
        bool restoreBest, int weight, int? bestEpoch, string message)
    {
        var backend = new ScriptedBackend { ValidationLoss = epoch => epoch, OnTrainCall = FailInEpoch3 };
        var e = Assert.Throws<TrainingFailedException>(() => TrainingLoop.Train(_network, _rows,
            new TrainingOptions { RestoreBest = restoreBest }, new TrainingControl { Validation = _rows }, backend));

        Assert.Equal((weight, bestEpoch), (e.LastGoodNetwork!.Layers[0].Weights[0], e.BestEpoch));
        Assert.EndsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Before_the_first_epoch_is_done_there_is_no_network_to_keep(bool givesInitial)
    {
        var backend = new ScriptedBackend { OnTrainCall = _ => throw _cause };
        var e = Assert.Throws<TrainingFailedException>(() => TrainingLoop.Train(_network.Clone(), _rows,
            new TrainingOptions(), new TrainingControl { GivesInitial = givesInitial }, backend));

        Assert.Null(e.LastGoodNetwork);
        Assert.Empty(e.History);
        Assert.EndsWith("No epoch was done, so there is no network to keep.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false, null)]
    [InlineData(2, false, 1)]
    [InlineData(1, true, null)]
    [InlineData(2, true, 1)]
    public void A_fetch_that_fails_leaves_the_network_fetched_before(int fetch, bool hasValidation, int? weight)
    {
        var backend = new ScriptedBackend
        {
            ValidationLoss = epoch => -epoch,
            OnFetch = call =>
            {
                if (call == fetch) throw _cause;
            },
        };
        var e = Assert.Throws<TrainingFailedException>(() => TrainingLoop.Train(_network, _rows, new TrainingOptions(),
            new TrainingControl { Validation = hasValidation ? _rows : null }, backend));

        Assert.Equal(weight, (int?)e.LastGoodNetwork?.Layers[0].Weights[0]);
        Assert.Equal(hasValidation ? weight : null, e.BestEpoch);
    }

    [Fact]
    public void The_last_checkpoint_stays()
    {
        var path = Path.GetTempFileName();
        try
        {
            var backend = new ScriptedBackend { OnTrainCall = FailInEpoch3 };
            var e = Assert.Throws<TrainingFailedException>(() => TrainingLoop.Train(_network, _rows,
                new TrainingOptions(), new TrainingControl { Checkpoints = new CheckpointOptions(path) }, backend));

            Assert.EndsWith("The last checkpoint is kept, too: a new run can go on from it.", e.Message,
                StringComparison.Ordinal);
            var checkpoint = TrainingCheckpoint.Load(path);
            Assert.Equal((2, 2), (checkpoint.EpochsDone, checkpoint.Network.Layers[0].Weights[0]));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
