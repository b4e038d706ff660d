namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>For classes whose tests run on a real GPU. Where there is none they are not there at all, as
/// <see cref="RealGpuTests"/> says once for all of them.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsRealGpuAttribute : Attribute;
