namespace MLNet.Mlp.Core.Tests;

/// <summary>Which network training returns. The scripted backend's weights are the number of the epoch.</summary>
public class RestoreBestTests
{
    private static readonly Network _network = Network.Create(2, [4], 2, seed: 3);
    private static readonly LabeledRows _rows = TestRows.Noise(30, 2, 2, seed: 1);
    private static readonly TrainingOptions _options = new() { Epochs = 6, ConvergencePatience = 0 };

    private static readonly double[] _validationLosses = [1, 0.7, 0.4, 0.5, 0.4, 0.9];

    [Fact]
    public void All_epochs_done() => CheckBest(StopReason.EpochsDone, _options);

    [Fact]
    public void Converged() => CheckBest(StopReason.Converged, _options with { ConvergencePatience = 2 });

    [Fact]
    public void Stopped() =>
        CheckBest(StopReason.Stopped, _options, end => { if (end.Report.Epoch == 4) end.Stop(); });

    [Fact]
    public void Canceled()
    {
        using var source = new CancellationTokenSource();
        CheckBest(StopReason.Canceled, _options, end => { if (end.Report.Epoch == 5) source.Cancel(); }, source.Token);
    }

    [Fact]
    public void Canceled_within_an_epoch()
    {
        using var source = new CancellationTokenSource();
        // An epoch of 30000 rows takes four calls, so call 18 is the second of epoch 5.
        var backend = new ScriptedBackend
        {
            ValidationLoss = epoch => _validationLosses[epoch - 1],
            OnTrainCall = call => { if (call == 18) source.Cancel(); },
        };
        var result = TrainingLoop.Train(_network, TestRows.Noise(30_000, 2, 2, seed: 1), _options,
            TestRun.Control with { Validation = _rows, CancellationToken = source.Token }, backend);
        Assert.Equal((StopReason.Canceled, 3, 3), (result.StopReason, result.BestEpoch, Weight(result.Network)));
        // To be gone on from is where the steps ended.
        Assert.Equal((4, 5), (result.Checkpoint!.EpochsDone, Weight(result.Checkpoint.Network)));
        Assert.InRange(result.RowsDone, 1, 29_999);
        Assert.Equal(result.RowsDone, result.Checkpoint.RowsDone);
    }

    [Fact]
    public void Where_no_validation_loss_is_finite_the_last_network_is_returned()
    {
        var backend = new ScriptedBackend
        {
            ValidationLoss = epoch => epoch == 1 ? double.PositiveInfinity : double.NaN,
        };
        var result = TrainingLoop.Train(_network, _rows, _options, new TrainingControl { Validation = _rows }, backend);
        Assert.Equal((null, 6), (result.BestEpoch, Weight(result.Network)));
    }

    [Fact]
    public void Time_up() => CheckBest(
        // Long enough for the four epochs on a machine that is busy.
        StopReason.TimeUp, _options with { MaximumDuration = TimeSpan.FromMilliseconds(500) },
        end => Thread.Sleep(end.Report.Epoch == 4 ? 500 : 0));

    [Fact]
    public void Without_RestoreBest_the_last_network_is_returned()
    {
        var result = Train(_options with { RestoreBest = false }, new TrainingControl { Validation = _rows });
        Assert.Equal((null, 6), (result.BestEpoch, Weight(result.Network)));
    }

    [Fact]
    public void Without_validation_rows_the_last_network_is_returned()
    {
        var result = Train(_options, new TrainingControl());
        Assert.Equal((null, 6), (result.BestEpoch, Weight(result.Network)));
    }

    [Fact]
    public void Where_no_epoch_was_done_the_network_so_far_is_returned()
    {
        var result = Train(_options, new TrainingControl
        {
            Validation = _rows,
            CancellationToken = new CancellationToken(canceled: true),
        });
        Assert.Equal((StopReason.Canceled, null), (result.StopReason, result.BestEpoch));
    }

    [Fact]
    public void A_loss_of_NaN_is_never_the_best()
    {
        var backend = new ScriptedBackend { ValidationLoss = epoch => epoch == 2 ? 3 : double.NaN };
        var result = TrainingLoop.Train(_network, _rows, _options, new TrainingControl { Validation = _rows }, backend);
        Assert.Equal((2, 2), (result.BestEpoch, Weight(result.Network)));
    }

    private static void CheckBest(
        StopReason reason, TrainingOptions options, Action<EpochEnd>? onEpochEnd = null,
        CancellationToken token = default)
    {
        var result = Train(options,
            new TrainingControl { Validation = _rows, OnEpochEnd = onEpochEnd, CancellationToken = token });
        Assert.Equal((reason, 3, 3), (result.StopReason, result.BestEpoch, Weight(result.Network)));
    }

    private static TrainingResult Train(TrainingOptions options, TrainingControl control) => TrainingLoop.Train(
        _network, _rows, options, control,
        new ScriptedBackend { ValidationLoss = epoch => _validationLosses[epoch - 1] });

    private static float Weight(Network network) => network.Layers[0].Weights[0];
}
