using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Entry point of the child processes of <see cref="SimdTierTests"/>: says which vectors it has, then runs the
/// test classes named by the arguments. Under a test runner nothing calls it.</summary>
internal static class Program
{
    private static int Main(string[] testClasses)
    {
        Console.WriteLine(new SimdBackend().Name);
        var (passed, failed) = DirectTestRunner.Run(testClasses, Console.Out);
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }
}
