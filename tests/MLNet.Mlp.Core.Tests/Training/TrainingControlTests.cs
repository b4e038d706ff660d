namespace MLNet.Mlp.Core.Tests;

public class TrainingControlTests
{
    private static readonly Network _network = Network.Create(2, [4], 2, seed: 3);
    private static readonly LabeledRows _rows = TestRows.Noise(30, 2, 2, seed: 1);
    private static readonly TrainingOptions _options = new() { Epochs = 5, ConvergencePatience = 0 };

    [Fact]
    public void A_callback_may_stop_training_after_its_epoch()
    {
        var result = TrainingLoop.Train(_network, _rows, _options,
            new TrainingControl { OnEpochEnd = end => { if (end.Report.Epoch == 2) end.Stop(); } });
        Assert.Equal((StopReason.Stopped, 2), (result.StopReason, result.History.Count));
        NetworkAssert.BitwiseEqual(
            TrainingLoop.Train(_network, _rows, _options with { Epochs = 2 }).Network, result.Network);
    }

    [Fact]
    public void A_callback_gets_the_network_after_its_epoch_and_may_keep_it()
    {
        var copies = new List<Network>();
        TrainingLoop.Train(_network, _rows, _options,
            new TrainingControl { OnEpochEnd = end => copies.Add(end.CopyNetwork()) });
        for (var epochs = 1; epochs <= 5; epochs++)
            NetworkAssert.BitwiseEqual(
                TrainingLoop.Train(_network, _rows, _options with { Epochs = epochs }).Network, copies[epochs - 1]);
    }

    [Fact]
    public void Time_is_looked_at_between_steps_of_an_epoch()
    {
        var rows = TestRows.Noise(30_000, 2, 2, seed: 1);
        // An epoch of 30000 rows takes four calls.
        var backend = new ScriptedBackend { OnTrainCall = call => Thread.Sleep(call == 6 ? 500 : 0) };
        var result = TrainingLoop.Train(
            _network, rows, _options with { MaximumDuration = TimeSpan.FromMilliseconds(500) }, backend: backend);
        Assert.Equal((StopReason.TimeUp, 1, 6), (result.StopReason, result.History.Count, backend.Calls.Count));
    }

    [Theory]
    [InlineData(11, 10, true)]
    [InlineData(11, 1, true)]
    [InlineData(1, 10, true)]
    [InlineData(12, 10, false)]
    [InlineData(20, 10, false)]
    public void A_batch_of_one_row_is_warned_of_where_it_is_to_be_normalized(int rowCount, int batchSize, bool warns)
    {
        List<string> Warnings(bool normalized)
        {
            var warnings = new List<string>();
            var network = Network.Create(2, [new HiddenLayer(3) { BatchNormalization = normalized }], 2);
            TrainingLoop.Train(network, TestRows.Noise(rowCount, 2, 2, seed: 1),
                new TrainingOptions { BatchSize = batchSize }, new TrainingControl { OnWarning = warnings.Add },
                new ScriptedBackend());
            return warnings;
        }

        Assert.Empty(Warnings(normalized: false));
        var told = Warnings(normalized: true);
        Assert.Equal(warns ? 1 : 0, told.Count);
        if (warns) Assert.Contains($" and {rowCount} training rows", told[0], StringComparison.Ordinal);
    }
}
