using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class ReferenceBackendTests : BackendContract
{
    protected override IBackend Backend { get; } = new ReferenceBackend();

    private protected override Tolerance ParameterTolerance => Tolerance.FloatRounding;
}
