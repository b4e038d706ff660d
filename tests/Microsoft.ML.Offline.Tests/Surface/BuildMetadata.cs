using System.Reflection;

namespace Microsoft.ML.Offline.Tests.Surface;

/// <summary>What the build told this test assembly about itself.</summary>
internal static class BuildMetadata
{
    public static bool IsPackageLane => Value("MLNetSource") == "package";

    public static string OfflineAssemblyPath => Value("OfflineAssemblyPath");

    private static string Value(string key)
        => typeof(BuildMetadata).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == key)?.Value
            ?? throw new InvalidOperationException($"The test assembly must carry the assembly metadata '{key}'.");
}
