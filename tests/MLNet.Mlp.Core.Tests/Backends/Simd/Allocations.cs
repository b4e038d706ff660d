namespace MLNet.Mlp.Core.Tests;

internal static class Allocations
{
    /// <summary>The fewest bytes that the calling thread allocates for ten runs of an action. Now and then the runtime
    /// allocates a few bytes for itself, as when it compiles a method anew; what the action allocates, it allocates in
    /// every attempt.</summary>
    public static long Least(Action action)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var repeat = 0; repeat < 10; repeat++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
