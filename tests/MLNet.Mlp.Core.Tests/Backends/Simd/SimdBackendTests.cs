using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SimdBackendTests : BackendContract
{
    protected override IBackend Backend { get; } = new SimdBackend();

    // Sums of up to 130 products in float and a dozen steps: single roundings of 6e-8 add up to some 1e-6 of values
    // around 1. A wrong formula moves parameters by 1e-3 and more.
    private protected override Tolerance ParameterTolerance => new(2e-5, 5e-6);
}
