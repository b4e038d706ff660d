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
        Assert.Equal(2, e.LastGoodNetwork.Layers[0].Weights[0]);
        Assert.True(backend.Disposed);
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
