namespace MLNet.Mlp.Core.Tests;

/// <summary>Which rows the training loop hands to its backend, and in which pieces.</summary>
public class TrainingLoopOrderTests
{
    private const int RowCount = 20_001;

    private static readonly Network _network = Network.Create(1, [], 2);
    private static readonly LabeledRows _rows = TestRows.Noise(RowCount, 1, 2, seed: 1);

    [Fact]
    public void Without_shuffling_every_epoch_visits_the_rows_in_order()
    {
        var backend = Train(new TrainingOptions { Epochs = 3, Shuffle = false });
        Assert.Equal(3, backend.Epochs.Count);
        Assert.All(backend.Epochs, epoch => Assert.Equal(TestRows.InOrder(RowCount), epoch));
    }

    [Fact]
    public void Every_epoch_is_another_permutation()
    {
        var backend = Train(new TrainingOptions { Epochs = 3 });
        Assert.All(backend.Epochs, epoch => Assert.Equal(TestRows.InOrder(RowCount), epoch.Order()));
        Assert.NotEqual(TestRows.InOrder(RowCount), backend.Epochs[0]);
        Assert.NotEqual(backend.Epochs[0], backend.Epochs[1]);
        Assert.NotEqual(backend.Epochs[1], backend.Epochs[2]);
        Assert.NotEqual(backend.Epochs[0], backend.Epochs[2]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(9000, 9000)]
    [InlineData(TrainingOptions.FullBatch, RowCount)]
    public void Calls_hold_whole_batches_and_only_the_last_may_have_a_smaller_one(int batchSize, int expected)
    {
        var backend = Train(new TrainingOptions { Epochs = 1, BatchSize = batchSize, LearningRate = 0.25f });
        Assert.All(backend.Calls, call => Assert.Equal(expected, call.BatchSize));
        Assert.All(backend.Rates, rate => Assert.Equal(0.25f, rate));
        Assert.All(backend.Calls.SkipLast(1), call => Assert.Equal(0, call.RowCount % expected));
        Assert.Equal(RowCount, backend.Calls.Sum(call => call.RowCount));
    }

    [Fact]
    public void The_session_is_disposed() => Assert.True(Train(new TrainingOptions { Epochs = 1 }).Disposed);

    private static ScriptedBackend Train(TrainingOptions options)
    {
        var backend = new ScriptedBackend();
        TrainingLoop.Train(_network, _rows, options, backend: backend);
        return backend;
    }
}
