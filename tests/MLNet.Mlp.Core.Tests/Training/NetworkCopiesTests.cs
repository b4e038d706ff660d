namespace MLNet.Mlp.Core.Tests;

/// <summary>A network may be most of the memory of a run, so parameters are fetched, copied and kept only where
/// somebody wants them.</summary>
public class NetworkCopiesTests
{
    private static readonly Network _network = Network.Create(2, [4], 2, seed: 3);
    private static readonly LabeledRows _rows = TestRows.Noise(30, 2, 2, seed: 1);
    private static readonly TrainingOptions _options = new() { Epochs = 5, ConvergencePatience = 0 };
    private static readonly TrainingControl _validated = new() { Validation = _rows };

    [Fact]
    public void Without_validation_each_epoch_fetches_once_for_the_case_that_the_next_diverges()
    {
        var backend = new ScriptedBackend();
        TrainingLoop.Train(_network, _rows, _options, backend: backend);
        Assert.Equal(5, backend.Fetches);
    }

    [Fact]
    public void With_validation_only_the_best_networks_are_fetched()
    {
        double[] losses = [3, 2, 4, 1, 5];
        var backend = new ScriptedBackend { ValidationLoss = epoch => losses[epoch - 1] };
        var result = TrainingLoop.Train(_network, _rows, _options, _validated, backend);
        Assert.Equal((4, 3), (result.BestEpoch, backend.Fetches));
    }

    [Fact]
    public void A_best_network_that_nobody_wants_is_not_fetched()
    {
        var backend = new ScriptedBackend();
        TrainingLoop.Train(_network, _rows, _options with { RestoreBest = false }, _validated, backend);
        Assert.Equal(5, backend.Fetches);
    }

    [Fact]
    public void The_result_has_a_checkpoint_only_where_it_is_asked_for() =>
        Assert.Null(TrainingLoop.Train(_network, _rows, _options, _validated).Checkpoint);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkpoint_that_is_kept_shares_no_network_with_the_result(bool restoreBest)
    {
        var control = _validated with { KeepCheckpoint = true };
        var options = _options with { RestoreBest = restoreBest };
        TrainingResult GoOn(TrainingResult from) => TrainingLoop.Train(
            _network, _rows, options with { Epochs = 8 }, control with { ResumeFrom = from.Checkpoint });

        var (one, other) = (TrainingLoop.Train(_network, _rows, options, control),
            TrainingLoop.Train(_network, _rows, options, control));
        Assert.Equal(restoreBest, one.BestEpoch is not null);
        Array.Clear(other.Network.Layers[0].Weights);
        TestRun.AssertSame(GoOn(one), GoOn(other));
    }

    [Fact]
    public void The_network_of_an_epoch_can_be_copied_only_before_the_callback_returns()
    {
        EpochEnd? kept = null;
        TrainingLoop.Train(_network, _rows, _options, new TrainingControl { OnEpochEnd = end => kept = end });
        Assert.Equal("CopyNetwork must be called before OnEpochEnd returns.",
            Assert.Throws<InvalidOperationException>(() => kept!.CopyNetwork()).Message);
    }

    [Fact]
    public void The_network_of_an_epoch_cannot_be_copied_after_a_callback_that_throws()
    {
        EpochEnd? kept = null;
        var control = new TrainingControl
        {
            OnEpochEnd = end =>
            {
                kept = end;
                throw new TimeoutException();
            },
        };
        Assert.Throws<TimeoutException>(() => TrainingLoop.Train(_network, _rows, _options, control));
        Assert.Throws<InvalidOperationException>(() => kept!.CopyNetwork());
    }

    [Fact]
    public void The_initial_network_is_left_as_it_was()
    {
        var initial = _network.Clone();
        var result = TrainingLoop.Train(initial, _rows, _options);
        NetworkAssert.BitwiseEqual(_network, initial);
        Assert.NotSame(initial, result.Network);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void An_initial_network_that_is_given_away_becomes_the_result(bool validate, bool restoreBest)
    {
        var initial = _network.Clone();
        var control = TestRun.Control with { Validation = validate ? _rows : null };
        // With measures, parameters are fetched before and after there is a best network.
        var options = _options with { RestoreBest = restoreBest, MeasureLayers = true };
        var result = TrainingLoop.Train(initial, _rows, options, control with { GivesInitial = true });
        Assert.Same(initial, result.Network);

        var expected = TrainingLoop.Train(_network, _rows, options, control);
        NetworkAssert.BitwiseEqual(expected.Network, result.Network);
        NetworkAssert.BitwiseEqual(expected.Checkpoint!.Network, result.Checkpoint!.Network);
        Assert.Equal(expected.History.SelectMany(report => report.Layers!),
            result.History.SelectMany(report => report.Layers!));
    }

    [Theory]
    [InlineData(false, true, 2)] // Before the epoch, for the case that it diverges, and within it.
    [InlineData(true, true, 2)] // The best, and within the epoch.
    [InlineData(true, false, 3)] // All of these, as the best is for the checkpoint alone.
    public void Checkpoints_within_an_epoch_keep_no_network_from_before_it_once_there_is_a_best_one(
        bool validate, bool restoreBest, int expected)
    {
        var path = Path.GetTempFileName();
        try
        {
            List<int> kept = [];
            ScriptedBackend? backend = null;
            // Four chunks of 8000 rows or fewer an epoch, between which checkpoints are written.
            backend = new ScriptedBackend { OnTrainCall = _ => kept.Add(backend!.CountFetchedAndKept()) };
            var control = new TrainingControl
            {
                Checkpoints = new CheckpointOptions(path) { Every = TimeSpan.FromTicks(1), EveryEpochs = 10 },
                Validation = validate ? _rows : null,
                OnEpochEnd = end =>
                {
                    if (end.Report.Epoch < 2) return;
                    var within = TrainingCheckpoint.Load(path);
                    Assert.Equal((1, 24_000, 2),
                        (within.EpochsDone, within.RowsDone, within.Network.Layers[0].Weights[0]));
                    Assert.Equal(validate ? 1 : null, within.BestNetwork?.Layers[0].Weights[0]);
                    end.Stop();
                },
            };
            TrainingLoop.Train(_network, TestRows.Noise(30_000, 2, 2, seed: 1),
                _options with { BatchSize = 1000, RestoreBest = restoreBest }, control, backend);
            Assert.Equal([0, 1, 1, 1], kept[..4]);
            Assert.Equal([expected, expected, expected], kept[5..]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_network_before_an_epoch_that_diverges_is_kept_whatever_was_written_within_it(bool givesInitial)
    {
        var path = Path.GetTempFileName();
        try
        {
            var backend = new ScriptedBackend { NonFiniteBatch = epoch => epoch == 2 ? 20 : null };
            var control = new TrainingControl
            {
                Checkpoints = new CheckpointOptions(path) { Every = TimeSpan.FromTicks(1) },
                GivesInitial = givesInitial,
            };
            // Chunks of 8000 rows, between which checkpoints are written.
            var e = Assert.Throws<TrainingDivergedException>(() => TrainingLoop.Train(_network.Clone(),
                TestRows.Noise(30_000, 2, 2, seed: 1), _options with { BatchSize = 1000 }, control, backend));
            Assert.Equal((2, 21, 1), (e.Epoch, e.Batch, e.LastGoodNetwork.Layers[0].Weights[0]));
            var within = TrainingCheckpoint.Load(path);
            Assert.Equal((1, 16_000, 2), (within.EpochsDone, within.RowsDone, within.Network.Layers[0].Weights[0]));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
