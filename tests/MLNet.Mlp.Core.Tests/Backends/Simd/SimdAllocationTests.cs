using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Steps of layers of every kind at once, with one thread, allocate nothing; <c>AllocationTests</c> has each kind
/// and several threads.</summary>
public class SimdAllocationTests
{
    // No collection expression in its place: without optimization the runtime allocates for that.
    private static readonly float[] _rate = [0.001f];

    private const int RowCount = 60, BatchSize = 16, Inputs = 50;

    private static readonly HiddenLayer[] _hidden =
    [
        new(17, Activation.Maxout) { BatchNormalization = true, Dropout = 0.2f },
        new(9, Activation.SiLU) { BatchNormalization = true },
        new(33, Activation.Tanh) { Dropout = 0.5f },
    ];

    public static TheoryData<string, bool> OptimizersAndFeatures() => SimdStateTests.OptimizersAndFeatures();

    [Theory]
    [MemberData(nameof(OptimizersAndFeatures))]
    public void Steps_of_training_allocate_nothing(string optimizer, bool sparse)
    {
        var options = new TrainingOptions { Optimizer = Optimizers.Named(optimizer) };
        Assert.Equal(0, LeastOfSteps(Network.Create(Inputs, [17], 3), options, sparse));
        Assert.Equal(0, LeastOfSteps(
            Network.Create(Inputs, _hidden, 3), options with { ClipNorm = 0.1f, ClipValue = 0.1f }, sparse));
        if (!sparse)
            Assert.Equal(0, LeastOfSteps(Network.Create(Inputs, _hidden, 3), options with { MaxNorm = 0.1f }, sparse));
    }

    private static long LeastOfSteps(Network network, TrainingOptions options, bool sparse)
    {
        var data = SimdRuns.SparseNoise(RowCount, Inputs, 3, density: 0.2, seed: 1);
        if (!sparse) data = SimdRuns.ToDense(data);
        var rows = TestRows.InOrder(RowCount);
        using var session = new SimdBackend().StartTraining(network, options with { Threads = 1 });
        return Allocation.OfThisThread(() =>
        {
            session.Train(data, rows, BatchSize, _rate);
            session.Evaluate(data);
        });
    }
}
