namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>A test that is skipped where there is no real GPU. Its name is the reason then, as summaries of tests show
/// nothing else.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealGpuFactAttribute : FactAttribute
{
    public RealGpuFactAttribute()
    {
        if (RealGpu.WhyMissing is { } reason) (Skip, DisplayName) = (reason, reason);
    }
}
