namespace MLNet.Mlp.Core.Tests;

/// <summary>Measures what all threads of the process allocate, so no other test may run meanwhile: test classes that
/// use it are in <see cref="AloneInProcess"/>.</summary>
internal static class Allocation
{
    private const int Repeats = 5;

    /// <summary>The managed bytes that an action allocates once it has run before; the least of several times, as the
    /// test runner has threads of its own.</summary>
    public static long Of(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}

/// <summary>The collection of test classes beside which nothing else may run in the process.</summary>
[CollectionDefinition(nameof(AloneInProcess), DisableParallelization = true)]
public class AloneInProcess;
