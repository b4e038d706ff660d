using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Entry point of child processes. Those of <see cref="SimdTierTests"/> say which vectors they have, then run
/// the test classes named by the arguments; those of <see cref="KilledProcessTests"/> train. Under a test runner
/// nothing calls it.</summary>
internal static class Program
{
    private static int Main(string[] testClasses)
    {
        if (testClasses is [KilledProcessTests.Train, var backend, var path])
            return KilledProcessTests.TrainInChild(backend, path, Console.Out);
        Console.WriteLine(new SimdBackend().Name);
        var (passed, failed) = DirectTestRunner.Run(testClasses, Console.Out);
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }
}
