namespace MLNet.Mlp.Core.Tests;

/// <summary>The ways training ends before its last epoch.</summary>
public class TrainingLoopStopTests
{
    private static readonly Network _network = Network.Create(2, [4], 2, seed: 3);
    private static readonly LabeledRows _rows = TestRows.Noise(30, 2, 2, seed: 1);

    [Fact]
    public void Training_stops_once_the_loss_has_not_improved_for_the_patience()
    {
        // Improves by more than 0.1 up to epoch 3; the 0.05 of epoch 5 is no improvement.
        double[] losses = [1, 0.8, 0.6, 0.6, 0.55, 0.7, 0.1];
        var backend = new ScriptedBackend { Loss = epoch => losses[epoch - 1] };
        var options = new TrainingOptions { Epochs = 7, ConvergenceTolerance = 0.1f, ConvergencePatience = 3 };

        var result = TrainingLoop.Train(_network, _rows, options, backend: backend);

        Assert.Equal((StopReason.Converged, 6), (result.StopReason, result.History.Count));
        Assert.Equal(6, result.Network.Layers[0].Weights[0]);
    }

    [Fact]
    public void Patience_zero_never_stops_early()
    {
        var options = new TrainingOptions { Epochs = 50, ConvergencePatience = 0 };
        var result = TrainingLoop.Train(_network, _rows, options, backend: new ScriptedBackend());
        Assert.Equal((StopReason.EpochsDone, 50), (result.StopReason, result.History.Count));
    }

    [Fact]
    public void Where_there_are_validation_rows_their_loss_is_watched()
    {
        var backend = new ScriptedBackend { Loss = epoch => 1.0 / epoch, ValidationLoss = epoch => epoch };
        var options = new TrainingOptions { Epochs = 50, ConvergencePatience = 2 };
        var result = TrainingLoop.Train(_network, _rows, options, new TrainingControl { Validation = _rows }, backend);
        Assert.Equal((StopReason.Converged, 3), (result.StopReason, result.History.Count));
    }

    [Fact]
    public void A_network_that_has_learned_all_converges_by_itself()
    {
        var options = new TrainingOptions { Epochs = 1000, LearningRate = 0.5f };
        var result = TrainingLoop.Train(_network, TestRows.Clusters(30, 2, seed: 1), options);
        Assert.Equal(StopReason.Converged, result.StopReason);
        Assert.InRange(result.History.Count, 11, 999);
        Assert.Equal(1, result.History[^1].Accuracy);
    }

    [Fact]
    public void Canceling_between_epochs_keeps_the_network_of_the_epochs_done()
    {
        using var source = new CancellationTokenSource();
        var options = new TrainingOptions { Epochs = 100, ConvergencePatience = 0 };
        var result = TrainingLoop.Train(_network, _rows, options, new TrainingControl
        {
            OnEpochEnd = end => { if (end.Report.Epoch == 3) source.Cancel(); },
            CancellationToken = source.Token,
        });

        Assert.Equal((StopReason.Canceled, 3), (result.StopReason, result.History.Count));
        var straight = TrainingLoop.Train(_network, _rows, options with { Epochs = 3 });
        NetworkAssert.BitwiseEqual(straight.Network, result.Network);
    }

    [Fact]
    public void Canceling_within_an_epoch_keeps_the_steps_done_and_does_not_report_the_epoch()
    {
        using var source = new CancellationTokenSource();
        var rows = TestRows.Noise(30_000, 2, 2, seed: 1);
        // An epoch of 30000 rows takes four calls, so call 6 is the second of epoch 2.
        var backend = new ScriptedBackend { OnTrainCall = call => { if (call == 6) source.Cancel(); } };

        var result = TrainingLoop.Train(
            _network, rows, new TrainingOptions(), new TrainingControl { CancellationToken = source.Token }, backend);

        Assert.Equal((StopReason.Canceled, 1, 6), (result.StopReason, result.History.Count, backend.Calls.Count));
        Assert.Equal(2, result.Network.Layers[0].Weights[0]);
    }

    [Fact]
    public void Canceled_before_it_begins_training_returns_the_initial_network()
    {
        var canceled = new CancellationToken(canceled: true);
        var result = TrainingLoop.Train(
            _network, _rows, new TrainingOptions(), new TrainingControl { CancellationToken = canceled });
        Assert.Equal(StopReason.Canceled, result.StopReason);
        Assert.Empty(result.History);
        NetworkAssert.BitwiseEqual(_network, result.Network);
    }
}
