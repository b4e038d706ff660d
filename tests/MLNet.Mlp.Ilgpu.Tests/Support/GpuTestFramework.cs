using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("MLNet.Mlp.Ilgpu.Tests.GpuTestFramework", "MLNet.Mlp.Ilgpu.Tests")]

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Leaves out the classes that need a real GPU where there is none. Hundreds of skipped tests would hide the
/// others that are skipped.</summary>
public sealed class GpuTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(
        IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkDiscoverer(assembly, sources, messages)
    {
        protected override bool IsValidTestClass(ITypeInfo type) =>
            base.IsValidTestClass(type) &&
            (RealGpu.WhyMissing is null || !type.GetCustomAttributes(typeof(NeedsRealGpuAttribute)).Any());
    }
}
