namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>A test that is skipped, with the reason, where there is no real GPU.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealGpuFactAttribute : FactAttribute
{
    public RealGpuFactAttribute() => Skip = RealGpu.WhyMissing;
}
