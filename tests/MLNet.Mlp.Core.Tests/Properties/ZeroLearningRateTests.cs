using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests.Properties;

public class ZeroLearningRateTests
{
    private const int RowCount = 10, BatchSize = 4;

    public static readonly TheoryData<string> OptimizerNames =
        [.. Optimizers.All.Select(optimizer => optimizer.GetType().Name)];

    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void A_learning_rate_of_zero_leaves_all_parameters_as_they_are(string optimizer) =>
        Check(new ReferenceBackend(), Optimizers.Named(optimizer));

    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void A_learning_rate_of_zero_leaves_all_parameters_as_they_are_on_SIMD(string optimizer) =>
        Check(new SimdBackend(), Optimizers.Named(optimizer));

    private static void Check(IBackend backend, Optimizer optimizer)
    {
        var penalized = optimizer with { WeightDecay = 0.1f, L1Penalty = 0.1f };
        PropertyCheck.ForAll(NetworkCase.Any, 20, drawn => Check(backend, drawn,
            new TrainingOptions { Optimizer = penalized, Loss = drawn.Loss, ClipNorm = 0.1f, Threads = 1 }));
    }

    private static void Check(IBackend backend, NetworkCase drawn, TrainingOptions options)
    {
        var network = drawn.Create();
        using var session = backend.StartTraining(network, options);
        session.Train(drawn.CreateRows(RowCount), TestRows.InOrder(RowCount), BatchSize, learningRates: [0]);
        Assert.Equal(RowCount, session.TakeTotals().RowCount);
        var trained = network.Clone();
        session.CopyParametersTo(trained);
        Assert.Equal(Bits(network), Bits(trained));
    }

    /// <summary>All that is learned. The running statistics follow the batches at any rate.</summary>
    private static int[] Bits(Network network) => [.. network.Layers
        .SelectMany(layer => layer.Weights.Concat(layer.Biases).Concat(layer.Normalization?.Scale ?? []))
        .Select(BitConverter.SingleToInt32Bits)];
}
