namespace Microsoft.ML.Offline.Tests.Surface;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class PackageLaneFactAttribute : FactAttribute
{
    public PackageLaneFactAttribute()
    {
        if (!BuildMetadata.IsPackageLane)
            Skip = "The real assemblies are in the package lane only.";
    }
}
