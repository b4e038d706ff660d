using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Running sums over the threads of a group.</summary>
internal static class GroupScan
{
    /// <summary>The sum of the values of the threads before this one, and that of all threads. All threads of the group
    /// must call it.</summary>
    /// <param name="scratch">Shared memory: two numbers for each thread.</param>
    /// <param name="value">The value of this thread.</param>
    /// <param name="total">The sum of all.</param>
    public static int Exclusive(ArrayView<int> scratch, int value, out int total)
    {
        int thread = Group.IdxX, threadCount = Group.DimX;
        // After each round a thread's number is the sum of twice as many threads, itself the last (Hillis and Steele,
        // 1986). Rounds read the one half of the scratch and write the other.
        var from = 0;
        scratch[thread] = value;
        Group.Barrier();
        for (var distance = 1; distance < threadCount; distance *= 2)
        {
            var sum = scratch[from + thread];
            if (thread >= distance) sum += scratch[from + thread - distance];
            from = threadCount - from;
            scratch[from + thread] = sum;
            Group.Barrier();
        }
        total = scratch[from + threadCount - 1];
        var before = scratch[from + thread] - value;
        Group.Barrier(); // The scratch may be written again.
        return before;
    }
}
