using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class FusedEngineTests(FusedEngineTests.Simulator simulator)
    : IClassFixture<FusedEngineTests.Simulator>
{
    /// <summary>The reference computes in double precision.</summary>
    private static readonly Tolerance _tolerance = new(2e-4, 2e-6);

    private static readonly FusedSettings _threeGroups = new(3, IsPersistent: false);

    private readonly Gpu _gpu = simulator.Gpu;

    /// <summary>With batches of 4 of 11 rows, so that the last batch is smaller; more groups than some networks have
    /// slabs, and fewer threads than some have units.</summary>
    [Theory]
    [InlineData(1, new int[] { }, 3)]
    [InlineData(5, new[] { 1 }, 2)]
    [InlineData(17, new[] { 9 }, 3)]
    [InlineData(6, new[] { 33, 7 }, 10)]
    [InlineData(3, new[] { 4, 5, 70 }, 4)]
    public void Steps_are_those_of_the_reference(int inputs, int[] hidden, int classes) => CheckSteps(
        Network.Create(inputs, hidden, classes, Activation.Tanh, seed: 3), new() { BatchSize = 4 }, rowCount: 11,
        _threeGroups);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_that_do_not_fit_into_shared_memory_are_taken_in_blocks(bool isPersistent) => CheckSteps(
        Network.Create(230, [7], 3, Activation.Tanh, seed: 3), new() { BatchSize = 37, LearningRate = 0.05f },
        rowCount: 61, new(1, isPersistent));

    [Fact]
    public void Dropout_leaves_out_the_units_of_the_reference() => CheckSteps(
        Network.Create(
            5,
            [
                new HiddenLayer(18, Activation.GELU) { Dropout = 0.4f },
                new HiddenLayer(7, Activation.GELU) { Dropout = 0.25f },
            ],
            3),
        new() { BatchSize = 6, Seed = 5, Optimizer = new Adam { WeightDecay = 0.1f }, LearningRate = 0.01f },
        rowCount: 20, _threeGroups);

    [Fact]
    public void Gradients_are_clipped_by_value_and_weights_penalized() => CheckSteps(
        Network.Create(6, [5], 3, Activation.ReLU, seed: 1),
        new()
        {
            BatchSize = 1,
            ClipValue = 0.05f,
            Optimizer = new Sgd { WeightDecay = 0.1f, L1Penalty = 0.02f },
        },
        rowCount: 5, _threeGroups);

    [Fact]
    public void One_launch_computes_what_many_do()
    {
        // A device with two multiprocessors, so that both groups run at the same time.
        using var device = TestGpu.OpenAnother(multiprocessorCount: 2);
        using var gpu = device.CreateGpu();
        var network = Network.Create(9, [6, 5], 3, Activation.Tanh, seed: 2);
        var options = new TrainingOptions { BatchSize = 5 };

        var (many, manyMeasures, manyLaunches) = Train(gpu, network, options, new(2, IsPersistent: false));
        var (one, oneMeasures, oneLaunches) = Train(gpu, network, options, new(2, IsPersistent: true));

        NetworkAssert.BitwiseEqual(many, one);
        Assert.Equal(manyMeasures, oneMeasures);
        NetworkAssert.Different(network, one);
        Assert.Equal((2 * 4 + 1, 1), (manyLaunches, oneLaunches));
    }

    [Fact]
    public void Results_do_not_depend_on_how_rows_are_cut_into_chunks()
    {
        var network = Network.Create(9, [6], 3, Activation.Tanh, seed: 2);
        var options = new TrainingOptions { BatchSize = 5, Optimizer = new MomentumSgd() };
        var data = TestRows.Noise(17, 9, 3, seed: 7);
        using var whole = FusedRun.Create(_gpu, network, options, _threeGroups);
        using var parts = FusedRun.Create(_gpu, network, options, _threeGroups);
        int[] rows = TestRows.InOrder(17);

        whole.Train(data, rows, 5, [0.1f]);
        parts.Train(data, rows[..10], 5, [0.1f]);
        parts.Train(data, rows[10..15], 5, [0.1f]);
        parts.Train(data, rows[15..], 5, [0.1f]);

        NetworkAssert.BitwiseEqual(whole.Result(), parts.Result());
    }

    /// <summary>One for all tests of the class, so that kernels are compiled once.</summary>
    public sealed class Simulator : IDisposable
    {
        internal Gpu Gpu { get; } = TestGpu.Create();

        public void Dispose() => Gpu.Dispose();
    }

    private static (Network Network, float[] Measures, long Launches) Train(
        Gpu gpu, Network network, TrainingOptions options, FusedSettings settings)
    {
        using var run = FusedRun.Create(gpu, network, options, settings);
        var before = gpu.LaunchCount;
        run.Train(TestRows.Noise(17, 9, 3, seed: 7), TestRows.InOrder(17), options.BatchSize, [0.1f]);
        return (run.Result(), run.Measures, gpu.LaunchCount - before);
    }

    private void CheckSteps(Network network, TrainingOptions options, int rowCount, FusedSettings settings)
    {
        var data = TestRows.Noise(rowCount, network.InputSize, network.OutputSize, seed: 7);
        int[] rows = [.. TestRows.InOrder(rowCount).Reverse()];
        float[] rates = [.. Enumerable.Range(1, (rowCount - 1) / options.BatchSize + 1).Select(
            step => options.LearningRate * 4 / (3 + step))];
        using var reference = new ReferenceBackend().StartTraining(network, options);
        using var run = FusedRun.Create(_gpu, network, options, settings);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            reference.Train(data, rows, options.BatchSize, rates);
            run.Train(data, rows, options.BatchSize, rates);
            var totals = reference.TakeTotals();
            var losses = run.Measures.Where((_, i) => i % 3 == 0).Sum(loss => (double)loss);
            _tolerance.Check(totals.LossSum, losses, $"loss of epoch {epoch}");
            Assert.Equal(totals.CorrectCount, run.Measures.Where((_, i) => i % 3 == 2).Sum());
        }
        var expected = network.CloneShape();
        reference.CopyParametersTo(expected);
        NetworkAssert.Near(expected, run.Result(), _tolerance, "after two epochs");
        NetworkAssert.Different(network, run.Result());
    }
}
