using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The result of training depends neither on the number of threads nor on their timing.</summary>
public class SimdThreadsTests
{
    private const int BatchSize = 301;

    private static readonly TrainingOptions[] _options =
    [
        new() { Optimizer = new MomentumSgd { WeightDecay = 0.001f } },
        // So small that every step is clipped, and every weight depends on every gradient.
        new() { Optimizer = new MomentumSgd { WeightDecay = 0.001f }, ClipNorm = 0.01f },
        new() { Optimizer = new Adam { L1Penalty = 0.001f }, ClipNorm = 0.01f, ClipValue = 0.001f },
    ];

    [Theory]
    [InlineData(131, 160, 10)]
    [InlineData(3, 1500, 17)]
    [InlineData(500, 45, 2)]
    public void Any_number_of_threads_gives_bitwise_the_same_network(int inputs, int hidden, int classes)
    {
        var network = Network.Create(inputs, [hidden, 33], classes, seed: 4);
        const int MostThreads = 8;
        Assert.True(3 * network.ParameterCount * BatchSize >= MostThreads * SimdTrainingSession.MinimumWorkPerThread,
            "The network is too small for all threads to take part.");
        foreach (var options in _options)
        {
            var expected = Train(network, options, threads: 1);
            foreach (var threads in new[] { 2, 3, MostThreads })
                NetworkAssert.BitwiseEqual(expected, Train(network, options, threads));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_do_layers_of_every_kind(bool sparse)
    {
        HiddenLayer[] hidden =
        [
            new(90, Activation.Maxout) { BatchNormalization = true, Dropout = 0.2f },
            new(60, Activation.SiLU) { BatchNormalization = true },
            new(33, Activation.Tanh) { Dropout = 0.5f },
        ];
        var network = Network.Create(900, hidden, 10, seed: 4);
        var data = SimdRuns.SparseNoise(2 * BatchSize + 100, network.InputSize, 10, density: 0.1, seed: 7);
        const int MostThreads = 8;
        // A multiply-add for each non-zero and each of the 180 sums of the first layer; the others are dense. A tenth
        // less, as batches differ.
        var nonZeroCount = ((SparseFeatures)data.Features).NonZeroCount * BatchSize / data.RowCount;
        const int DenseWeights = 90 * 60 + 60 * 33 + 33 * 10;
        var work = 0.9 * 3 * (180 * nonZeroCount + DenseWeights * BatchSize);
        Assert.True(work >= MostThreads * SimdTrainingSession.MinimumWorkPerThread,
            "There are too few non-zeros for all threads to take part.");
        if (!sparse) data = SimdRuns.ToDense(data);
        TrainingOptions[] settings =
        [
            new() { Optimizer = new Adam(), LearningRate = 0.01f },
            new() { ClipNorm = 0.01f, ClipValue = 0.001f },
            new() { MaxNorm = sparse ? null : 0.5f },
        ];
        foreach (var options in settings)
        {
            var expected = Train(1);
            foreach (var threads in new[] { 2, 3, MostThreads })
            {
                var actual = Train(threads);
                SimdRuns.BitwiseEqual(expected.Trained, actual.Trained);
                Assert.Equal((expected.Totals, expected.Measure), (actual.Totals, actual.Measure));
            }

            (Network Trained, Totals Totals, Totals Measure) Train(int threads) =>
                SimdRuns.Train(new SimdBackend(), network, data, options with { Threads = threads }, BatchSize);
        }
    }

    [Fact]
    public void The_same_training_twice_gives_bitwise_the_same_network()
    {
        var network = Network.Create(131, [160, 33], 10, seed: 4);
        NetworkAssert.BitwiseEqual(Train(network, _options[0], threads: 3), Train(network, _options[0], threads: 3));
    }

    /// <summary>The team is as large as whole batches want it.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void A_first_batch_too_small_for_all_threads_trains_alike(int threads)
    {
        const int Rows = 20;
        var network = Network.Create(131, [160, 33], 10, seed: 4);
        var data = TestRows.Noise(Rows, network.InputSize, network.OutputSize, seed: 7);
        NetworkAssert.BitwiseEqual(TrainWith(1), TrainWith(threads));

        Network TrainWith(int count)
        {
            using var session = new SimdBackend().StartTraining(network, new() { BatchSize = 500, Threads = count });
            session.Train(data, TestRows.InOrder(Rows), 500, [0.1f]);
            var trained = network.Clone();
            session.CopyParametersTo(trained);
            return trained;
        }
    }

    /// <summary>Batches of all sizes, sparse and dense in turn, with measurements in between.</summary>
    [Fact]
    public void Changing_batches_train_alike()
    {
        const int Rows = 600, Inputs = 300;
        HiddenLayer[][] networks =
        [
            [new(300, Activation.Maxout) { BatchNormalization = true, Dropout = 0.2f }, new(170, Activation.SiLU)],
            [new(129, Activation.ReLU), new(65, Activation.Tanh) { BatchNormalization = true }],
            [new(1, Activation.ReLU)],
        ];
        for (var number = 0; number < 2 * networks.Length; number++)
        {
            var (random, clips) = (new Random(number), number < networks.Length);
            var network = Network.Create(Inputs, networks[number % networks.Length], 10, seed: number);
            var sparse = SimdRuns.SparseNoise(Rows, Inputs, 10, density: 0.2, seed: number);
            var dense = SimdRuns.ToDense(sparse);
            var options = new TrainingOptions { BatchSize = 200, ClipNorm = clips ? 0.05f : null };
            var calls = Enumerable.Range(0, 8).Select(_ => (
                Data: random.Next(2) == 0 ? sparse : dense, Count: random.Next(1, 400), Batch: random.Next(1, 300),
                Evaluates: random.Next(2) == 0)).ToArray();
            var expected = TrainWith(1);
            foreach (var threads in new[] { 2, 3, 8 }) NetworkAssert.BitwiseEqual(expected, TrainWith(threads));

            Network TrainWith(int threads)
            {
                using var session = new SimdBackend().StartTraining(network, options with { Threads = threads });
                foreach (var (data, count, batch, evaluates) in calls)
                {
                    if (evaluates) session.Evaluate(data);
                    session.Train(data, TestRows.InOrder(Rows).AsSpan(0, count), batch, [0.01f]);
                }
                var trained = network.Clone();
                session.CopyParametersTo(trained);
                return trained;
            }
        }
    }

    private static Network Train(Network network, TrainingOptions options, int threads)
    {
        const int RowCount = 2 * BatchSize + 100;
        var data = TestRows.Noise(RowCount, network.InputSize, network.OutputSize, seed: 7);
        using var session = new SimdBackend().StartTraining(
            network, options with { BatchSize = BatchSize, Threads = threads });
        session.Train(data, TestRows.InOrder(RowCount), BatchSize, [0.1f]);
        session.Evaluate(data);
        session.Train(data, TestRows.InOrder(RowCount), BatchSize, [0.1f]);
        var trained = network.Clone();
        session.CopyParametersTo(trained);
        Assert.True(trained.AllParametersAreFinite());
        NetworkAssert.Different(network, trained);
        return trained;
    }
}
