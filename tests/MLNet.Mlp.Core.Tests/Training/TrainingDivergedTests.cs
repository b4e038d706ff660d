using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class TrainingDivergedTests
{
    private static readonly LabeledRows _rows = TestRows.Noise(50, 3, 2, seed: 1);
    private static readonly Network _network = Network.Create(3, [6], 2, seed: 3);

    public static TheoryData<string> Backends() => ["simd", "reference"];

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_huge_learning_rate_is_reported_with_the_last_good_network(string backend)
    {
        var options = new TrainingOptions { LearningRate = 1e30f, BatchSize = 10 };
        var e = Assert.Throws<TrainingDivergedException>(() => TrainingLoop.Train(_network, _rows, options,
            backend: backend == "simd" ? new SimdBackend() : new ReferenceBackend()));

        Assert.Equal((1, 1e30f), (e.Epoch, e.LearningRate));
        Assert.InRange(e.Batch, 1, 5);
        NetworkAssert.BitwiseEqual(_network, e.LastGoodNetwork);
    }

    [Fact]
    public void Epoch_batch_and_learning_rate_are_named()
    {
        var backend = new ScriptedBackend { NonFiniteBatch = epoch => epoch == 3 ? 4 : null };
        var told = 0;
        var e = Assert.Throws<TrainingDivergedException>(() => TrainingLoop.Train(_network, _rows,
            new TrainingOptions { LearningRate = 0.5f, BatchSize = 10 },
            new TrainingControl { OnEpochEnd = _ => told++ }, backend));

        Assert.Equal((3, 5, 0.5f), (e.Epoch, e.Batch, e.LearningRate));
        Assert.Contains("epoch 3, batch 5, with LearningRate 0.5. Try", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, told);
        Assert.Equal([1, 2], e.History.Select(report => report.Epoch));
        Assert.Equal((2, null), (e.LastGoodNetwork.Layers[0].Weights[0], e.BestEpoch));
        Assert.EndsWith("The network as it was before epoch 3 is kept.", e.Message, StringComparison.Ordinal);
        Assert.True(backend.Disposed);
    }

    [Theory]
    [InlineData(true, 2, 2, "The network as it was after epoch 2, the best of the validation rows, is kept.")]
    [InlineData(false, 3, null, "The network as it was before epoch 4 is kept.")]
    public void The_network_that_was_best_is_kept_where_it_would_have_been_restored(
        bool restoreBest, int weight, int? bestEpoch, string message)
    {
        var backend = new ScriptedBackend
        {
            ValidationLoss = epoch => Math.Abs(epoch - 2),
            NonFiniteBatch = epoch => epoch == 4 ? 0 : null,
        };
        var e = Assert.Throws<TrainingDivergedException>(() => TrainingLoop.Train(_network, _rows,
            new TrainingOptions { RestoreBest = restoreBest }, new TrainingControl { Validation = _rows }, backend));

        Assert.Equal((weight, bestEpoch), (e.LastGoodNetwork.Layers[0].Weights[0], e.BestEpoch));
        Assert.EndsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_checkpoint_stays()
    {
        var path = Path.GetTempFileName();
        try
        {
            var backend = new ScriptedBackend { NonFiniteBatch = epoch => epoch == 3 ? 4 : null };
            Assert.Throws<TrainingDivergedException>(() => TrainingLoop.Train(_network, _rows,
                new TrainingOptions { BatchSize = 10 },
                new TrainingControl { Checkpoints = new CheckpointOptions(path) }, backend));
            var checkpoint = TrainingCheckpoint.Load(path);
            Assert.Equal((2, 2), (checkpoint.EpochsDone, checkpoint.Network.Layers[0].Weights[0]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(float.NaN, 10, 5)]
    [InlineData(float.PositiveInfinity, 20, 3)]
    [InlineData(float.NegativeInfinity, TrainingOptions.FullBatch, 1)]
    public void A_parameter_that_overflows_behind_a_finite_loss_is_blamed_on_the_last_batch(
        float parameter, int batchSize, int batch)
    {
        var backend = new ScriptedBackend { Parameter = epoch => epoch == 2 ? parameter : epoch };
        var e = Assert.Throws<TrainingDivergedException>(() =>
            TrainingLoop.Train(_network, _rows, new TrainingOptions { BatchSize = batchSize }, backend: backend));

        Assert.Equal((2, batch), (e.Epoch, e.Batch));
        Assert.Equal(1, e.LastGoodNetwork.Layers[0].Weights[0]);
    }
}
