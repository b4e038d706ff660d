namespace MLNet.Mlp.Core.Tests;

/// <summary>Measures the managed memory that an action allocates.</summary>
internal static class Allocation
{
    private const int Repeats = 5;

    private const int MostAttempts = 40;

    /// <summary>The bytes that an action allocates, once it has run before, on all threads of the process: no
    /// other test may run meanwhile, so test classes that use it are in <see cref="AloneInProcess"/>. The test
    /// runner has threads of its own, which go on reporting for a while after a test: so it is the least of many
    /// times with pauses in between, or 0 at the first time without any. What the action allocates, it allocates
    /// every time.</summary>
    public static long Of(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < MostAttempts && least > 0; attempt++)
        {
            if (attempt >= Repeats) Thread.Sleep(attempt);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }

    /// <summary>The fewest bytes that the calling thread allocates for ten runs of an action. Now and then the runtime
    /// allocates a few bytes for itself, as when it compiles a method anew; what the action allocates, it allocates in
    /// every attempt.</summary>
    public static long OfThisThread(Action action)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Repeats; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var repeat = 0; repeat < 10; repeat++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}

/// <summary>The collection of test classes beside which nothing else may run in the process.</summary>
[CollectionDefinition(nameof(AloneInProcess), DisableParallelization = true)]
public class AloneInProcess;
