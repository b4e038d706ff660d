using System.Reflection;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Which ML.NET the scenarios run with: the real one, or the stand-in.</summary>
internal static class Lane
{
    public static bool IsPackage { get; } = typeof(Lane).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "MLNetSource").Value == "package";
}
