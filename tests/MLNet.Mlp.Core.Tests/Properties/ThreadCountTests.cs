using FsCheck;
using FsCheck.Fluent;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests.Persistence;

namespace MLNet.Mlp.Core.Tests.Properties;

public class ThreadCountTests
{
    private const int BatchSize = 253, RowCount = BatchSize + 100;

    private static readonly Arbitrary<NetworkCase> _largeNetworks =
        Arb.From(NetworkCase.Of(leastLayers: 1, Gen.Choose(90, 160), Enum.GetValues<OutputActivation>()));

    [Fact]
    public void The_number_of_threads_changes_no_bit_of_the_trained_network() =>
        PropertyCheck.ForAll(_largeNetworks, 8, drawn =>
        {
            var optimizer = Optimizers.All[drawn.Seed % Optimizers.All.Count];
            float? clipNorm = drawn.Seed % 2 == 0 ? 0.01f : null;
            var options = new TrainingOptions
            {
                Optimizer = optimizer,
                Loss = drawn.Loss,
                BatchSize = BatchSize,
                ClipNorm = clipNorm,
                Seed = drawn.Seed,
            };
            var expected = Train(drawn, options with { Threads = 1 });
            for (var threads = 2; threads <= 3; threads++)
                SavedNetwork.AssertSame(expected, Train(drawn, options with { Threads = threads }));
        });

    private static Network Train(NetworkCase drawn, TrainingOptions options)
    {
        var network = drawn.Create();
        Assert.True(3 * network.ParameterCount * BatchSize >= 3 * SimdTrainingSession.MinimumWorkPerThread,
            "The network is too small for all threads to take part.");
        using var session = new SimdBackend().StartTraining(network, options);
        session.Train(drawn.CreateRows(RowCount), TestRows.InOrder(RowCount), BatchSize, learningRates: [0.01f]);
        session.CopyParametersTo(network);
        return network;
    }
}
