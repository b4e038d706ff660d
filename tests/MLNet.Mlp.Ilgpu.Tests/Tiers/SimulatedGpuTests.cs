using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What every backend must do, on ILGPU's simulator of a GPU.</summary>
public class SimulatedGpuBackendTests : BackendContract
{
    private static readonly Lazy<GpuBackend> _backend = new(() => TestGpu.CreateBackend());

    private static readonly Lazy<GpuBackend> _layered = new(() => TestGpu.CreateBackend(fuses: false));

    protected override IBackend Backend => _backend.Value;

    protected override IBackend LayerByLayer => _layered.Value;

    // As for the vectors of the CPU: sums of up to 33 products in float and a dozen steps, in yet another order.
    private protected override Tolerance ParameterTolerance => new(2e-5, 5e-6);

    // A product of two matrices of 130 x 130 takes the simulator two seconds. These sizes are around those of its
    // tiles, which are smaller than those of a real device.
    private protected override IReadOnlyList<int> Sizes { get; } = [1, 2, 3, 7, 16, 17, 31, 33];

    // Each dimension is at or above a tile's. More sizes are in the tests of the kernels, which take the simulator far
    // less time than training does.
    private protected override IEnumerable<int> Cases => [7];
}

/// <summary>The training runs of PyTorch, on the simulator.</summary>
public class SimulatedGpuPyTorchTests
{
    private static readonly Lazy<GpuBackend> _backend = new(() => TestGpu.CreateBackend());

    // What changes numbers that the host hands over, and not what a kernel does with them. Each run is one of the
    // slowest tests here.
    private static readonly string[] _numbersAlone =
    [
        "schedule ", "balanced, ", "class weights, ", "with weight decay", "with L1 penalty", "delta ",
        "label smoothing",
    ];

    /// <summary>One run or more for all that kernels are compiled with, and one for each of the numbers.</summary>
    public static TheoryData<string> Names =>
    [
        .. RepeatedRun.Golden.Runs.Select(run => run.Name).Where(name =>
            !_numbersAlone.Any(part => name.Contains(part, StringComparison.Ordinal))),
        "schedule CosineDecay",
        "class weights, labels and squared error",
        "optimizer MomentumSgd with weight decay",
        "optimizer RmsProp with L1 penalty",
        "loss HuberError of identity, numbers, delta 0.5",
        "loss CrossEntropy of softmax, probabilities with label smoothing",
    ];

    // As for the vectors of the CPU, and for the same reasons.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulator_agrees_with_PyTorch_to_single_precision(string name) =>
        RepeatedRun.Check(name, _backend.Value, new Tolerance(1e-4, 1e-5), new Tolerance(1e-4, 1e-4));
}
