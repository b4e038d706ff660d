using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;
using Xunit.Abstractions;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>The tier of the real device: says whether it ran, and on what.</summary>
public class RealGpuTests(ITestOutputHelper output)
{
    [RealGpuFact]
    public void The_tier_of_the_real_device_runs()
    {
        using var backend = RealGpu.CreateBackend();
        output.WriteLine($"It runs on {backend.Name}.");
        Assert.NotEmpty(backend.Name);
    }
}

/// <summary>What every backend must do, on the real device.</summary>
[NeedsRealGpu]
public class RealGpuBackendTests : BackendContract
{
    private static readonly Lazy<GpuBackend> _backend = new(() => RealGpu.CreateBackend());
    private static readonly Lazy<GpuBackend> _layered = new(() => RealGpu.CreateBackend(fuses: false));

    protected override IBackend Backend => _backend.Value;

    protected override IBackend LayerByLayer => _layered.Value;

    // As for the vectors of the CPU: sums of up to 130 products in float and a dozen steps. The driver's compiler may
    // round a product and a sum once or twice, which moves no more than the order of the sums does; and OpenCL's
    // division and square root may be off by three units in the last place, which batch normalization adds up.
    private protected override Tolerance ParameterTolerance => new(3e-5, 7.5e-6);
}

/// <summary>The training runs of PyTorch, on the real device.</summary>
[NeedsRealGpu]
public class RealGpuPyTorchTests
{
    private static readonly Lazy<GpuBackend> _backend = new(() => RealGpu.CreateBackend());

    public static TheoryData<string> Names => RepeatedRun.Names;

    // As for the vectors of the CPU, and for the same reasons.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_real_device_agrees_with_PyTorch_to_single_precision(string name) =>
        RepeatedRun.Check(name, _backend.Value, new Tolerance(1e-4, 1e-5), new Tolerance(1e-4, 1e-4));
}
