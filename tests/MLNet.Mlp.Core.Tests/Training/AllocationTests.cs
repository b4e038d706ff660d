using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A step allocates nothing that the garbage collector would have to collect, and an epoch the same few bytes
/// however many steps it has.</summary>
[Collection(nameof(AloneInProcess))]
public class AllocationTests
{
    // No collection expression in its place: without optimization the runtime allocates for that.
    private static readonly float[] _rate = [0.001f];

    // Together enough work for two threads, dense or with half of the features.
    private const int FeatureCount = 400, HiddenUnits = 128, BatchSize = 64, RowCount = 5 * BatchSize + 3;

    /// <summary>Less than any object takes in each step, and more than an epoch needs.</summary>
    private const int BytesOfEpoch = 4096;

    private static readonly LabeledRows _sparse =
        LossCase.All[0].Rows(RowCount, FeatureCount, 3, seed: 1, weighted: true, density: 0.5);

    private static readonly LabeledRows _dense = TestRows.ToDense(_sparse);

    private static readonly string[] _extras =
        ["dropout", "normalized", "maxout", "clip value", "clip norm", "max norm"];

    private static readonly IReadOnlyList<LearningRateSchedule> _schedules =
        Hyperparameters.OneOfEach<LearningRateSchedule>();

    public static TheoryData<string, string, bool, int> Steps()
    {
        var cases = new TheoryData<string, string, bool, int>();
        foreach (var sparse in new[] { false, true })
            foreach (var threads in new[] { 1, 2 })
            {
                foreach (var optimizer in Optimizers.All) cases.Add(optimizer.GetType().Name, "plain", sparse, threads);
                foreach (var extra in _extras) // The max norm is refused for sparse rows.
                    if (extra != "max norm" || !sparse) cases.Add(nameof(MomentumSgd), extra, sparse, threads);
            }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_allocates_nothing(string optimizer, string extra, bool sparse, int threads)
    {
        var network = Network.Create(FeatureCount,
            [
                new HiddenLayer(HiddenUnits, extra == "maxout" ? Activation.Maxout : Activation.ReLU)
                {
                    BatchNormalization = extra == "normalized",
                    Dropout = extra == "dropout" ? 0.5f : 0,
                },
                new HiddenLayer(17, Activation.Tanh),
            ], 3);
        var options = new TrainingOptions
        {
            Optimizer = Optimizers.Named(optimizer),
            BatchSize = BatchSize,
            ClipValue = extra == "clip value" ? 0.01f : null,
            ClipNorm = extra == "clip norm" ? 0.1f : null,
            MaxNorm = extra == "max norm" ? 1 : null,
            Threads = threads,
        };
        Check(network, sparse ? _sparse : _dense, options);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void Steps_of_changing_sizes_allocate_nothing_once_the_largest_was_taken(bool sparse, int threads)
    {
        const int Smaller = BatchSize / 4;
        var data = sparse ? _sparse : _dense;
        var rows = TestRows.InOrder(data.RowCount);
        using var session = new SimdBackend().StartTraining(
            Network.Create(FeatureCount, [HiddenUnits, 17], 3),
            new TrainingOptions { BatchSize = Smaller, Threads = threads });
        void Train(int batchSize) => session.Train(data, rows, batchSize, _rate);

        Assert.Equal(0, Allocation.Of(() => Train(Smaller)));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Train(BatchSize);
        // Room for the activations of the larger batch, at least.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before,
            BatchSize * HiddenUnits * sizeof(float), long.MaxValue);
        Assert.Equal(0, Allocation.Of(() =>
        {
            Train(Smaller);
            Train(BatchSize);
            Train(BatchSize - 1);
        }));
    }

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void A_step_with_any_loss_allocates_nothing(string name)
    {
        var lossCase = LossCase.Named(name);
        Check(Network.Create(5, [8], 3, output: lossCase.Output),
            lossCase.Rows(RowCount, 5, 3, seed: 1, weighted: true),
            lossCase.Options with { BatchSize = BatchSize, Threads = 1 });
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void A_step_with_any_activation_allocates_nothing(Activation activation) => Check(
        Network.Create(5, [8, 7], 3, activation), TestRows.Noise(RowCount, 5, 3, seed: 1),
        new TrainingOptions { BatchSize = BatchSize, Threads = 1 });

    public static TheoryData<Activation> Activations() => [.. Enum.GetValues<Activation>()];

    private static void Check(Network network, LabeledRows data, TrainingOptions options)
    {
        var rows = TestRows.InOrder(data.RowCount);
        using var session = new SimdBackend().StartTraining(network, options);
        Assert.Equal(0, Allocation.Of(() =>
        {
            session.Train(data, rows, BatchSize, _rate);
            session.TakeTotals();
        }));
        // At the end of an epoch nothing is allocated by the session either.
        Assert.Equal(0, Allocation.Of(() => session.Evaluate(data)));
        Assert.Equal(0, Allocation.Of(() => session.HasFiniteParameters()));
        Assert.Equal(0, Allocation.Of(() => session.CopyParametersTo(network)));
    }

    public static TheoryData<string, bool> Epochs()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var schedule in _schedules)
            foreach (var stream in new[] { false, true }) cases.Add(schedule.GetType().Name, stream);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Epochs))]
    public void An_epoch_allocates_the_same_few_bytes_however_many_steps_it_has(string schedule, bool stream)
    {
        var rows = TestRows.Noise(1000, 5, 3, seed: 1);
        var network = Network.Create(5, [8], 3);
        long Bytes(int epochs) => Allocation.Of(() =>
        {
            var options = new TrainingOptions
            {
                Epochs = epochs,
                BatchSize = 1,
                ConvergencePatience = 0,
                Schedule = _schedules.Single(s => s.GetType().Name == schedule),
                ShuffleBufferRows = 100,
                Threads = 1,
            };
            var control = new TrainingControl { Validation = rows };
            if (stream) TrainingLoop.Train(network, TestRun.Source(rows), options, control);
            else TrainingLoop.Train(network, rows, options, control);
        });
        Assert.InRange((Bytes(epochs: 12) - Bytes(epochs: 2)) / 10, 0, BytesOfEpoch);
    }
}
