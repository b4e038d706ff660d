using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Every width of vectors is executed for real: the tests run once more in child processes whose CPU features
/// the runtime was told to hide. The widest the machine has is what the test run itself uses.</summary>
public class SimdTierTests
{
    private static readonly string[] _testClasses =
    [
        typeof(SimdBackendTests).FullName!, typeof(SimdOptimizerTests).FullName!, typeof(MatMulTests).FullName!,
        typeof(PanelMatrixTests).FullName!,
        typeof(SimdThreadsTests).FullName!, typeof(SimdActivationTests).FullName!,
        typeof(VectorFunctionsTests).FullName!, typeof(RowSoftmaxTests).FullName!,
        typeof(SimdMaxoutTests).FullName!, typeof(SimdDropoutTests).FullName!,
        typeof(SimdNormalizationTests).FullName!, typeof(SimdNormLimitTests).FullName!,
        typeof(SimdSparseTests).FullName!,
        typeof(SimdStateTests).FullName!, typeof(SimdScorerTests).FullName!, typeof(SparseMatMulTests).FullName!,
        typeof(ColumnSumsTests).FullName!, typeof(PyTorchTests).FullName!,
    ];

    [NarrowerFact(512)]
    public void Without_AVX512() => RunAgain("DOTNET_EnableAVX512", "SIMD, 256 bits");

    [NarrowerFact(256)]
    public void Without_AVX2() => RunAgain("DOTNET_EnableAVX2", "SIMD, 128 bits");

    /// <summary>Skipped where the vectors to be hidden are not there: the test run itself uses narrower ones.</summary>
    private sealed class NarrowerFactAttribute : FactAttribute
    {
        public NarrowerFactAttribute(int bits)
        {
            var hasThem = bits == 512 ? Vector512.IsHardwareAccelerated : Vector256.IsHardwareAccelerated;
            if (!hasThem) Skip = $"No vectors of {bits} bits to hide here: the test run itself uses narrower ones.";
        }
    }

    private static void RunAgain(string feature, string expectedBackend)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(SimdTierTests).Assembly.Location },
            RedirectStandardOutput = true,
            Environment = { [feature] = "0" },
        };
        foreach (var name in _testClasses) start.ArgumentList.Add(name);

        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();

        Assert.StartsWith(expectedBackend + Environment.NewLine, output, StringComparison.Ordinal);
        Assert.True(child.ExitCode == 0, output);
    }
}
