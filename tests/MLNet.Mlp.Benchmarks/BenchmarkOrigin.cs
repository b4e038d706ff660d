using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Environments;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Where figures come from, for the pages that show them.</summary>
internal static class BenchmarkOrigin
{
    /// <summary>Day, commit, runtime and machine, as one sentence.</summary>
    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Commit}, {RuntimeInformation.FrameworkDescription} on " +
        $"{RuntimeInformation.OSDescription}; {Processor}, {Environment.ProcessorCount} cores, " +
        $"{new SimdBackend().Name}.");

    /// <summary>The commit that was built, which the SDK writes behind a plus into the version.</summary>
    private static string Commit
    {
        get
        {
            var version = typeof(Network).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var plus = version.IndexOf('+', StringComparison.Ordinal);
            return plus < 0 ? "unknown" : version.Substring(plus + 1, Math.Min(7, version.Length - plus - 1));
        }
    }

    private static string Processor => HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName ?? "unknown processor";
}
