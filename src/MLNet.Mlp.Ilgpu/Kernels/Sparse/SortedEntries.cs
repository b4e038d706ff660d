using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Brings the entries of each input seen into the order of rows. The rows of an input differ, so an entry's place is
/// the number of those with a smaller row: of a few it is counted one by one, by the threads of a team for all entries
/// at once; of many it is read off a map of the rows, a bit for each, by a group for a window of rows at a time. So
/// even the entries of an input that all rows have take time in proportion to their number.
/// </summary>
internal static class SortedEntries
{
    /// <summary>Threads that sort the entries of an input together, where they are few.</summary>
    public const int TeamThreads = 16;

    /// <summary>What is a few. Above, the map is cheaper than to compare each with each.</summary>
    private const int Few = 64;

    /// <summary>The most threads of a group.</summary>
    private const int MostThreads = 256;

    /// <summary>The words of the map, a multiple of the threads of any group.</summary>
    private const int MapWords = 256;

    private const int WindowRows = 32 * MapWords;

    /// <param name="seen">The inputs seen, with rows and values to be written.</param>
    /// <param name="inputs">What is known of each input: all of it is set to 0.</param>
    /// <param name="rows">The rows in any order.</param>
    /// <param name="values">Their values.</param>
    /// <param name="batchSize">The number of rows of the batch.</param>
    public static void Sort(
        SeenInputsView seen, InputCountsView inputs, ArrayView<int> rows, ArrayView<float> values, int batchSize)
    {
        var map = SharedMemory.Allocate<int>(MapWords);
        var before = SharedMemory.Allocate<int>(MapWords);
        var scratch = SharedMemory.Allocate<int>(2 * MostThreads);
        if (Grid.IdxX == 0 && Group.IdxX == 0) inputs.EntryCount[0] = 0;
        var count = seen.Count;
        var teams = Group.DimX / TeamThreads;
        for (var first = Grid.IdxX * teams; first < count; first += Grid.DimX * teams)
        {
            var place = first + Group.IdxX / TeamThreads;
            if (place < count)
            {
                if (Group.IdxX % TeamThreads == 0) Forget(inputs, seen.Inputs[place]);
                if (seen.Lengths[place] <= Few) SortFew(seen, place, rows, values);
            }
            for (var p = first; p < IntrinsicMath.Min(first + teams, count); p++)
                if (seen.Lengths[p] > Few) SortMany(seen, p, rows, values, batchSize, map, before, scratch);
        }
    }

    /// <summary>What several inputs share is set to the same 0 by all of them.</summary>
    private static void Forget(InputCountsView inputs, int input)
    {
        inputs.Counts[input] = 0;
        inputs.Bits[input >> 5] = 0;
        inputs.TileCounts[input / inputs.TileInputs] = 0;
    }

    private static void SortFew(SeenInputsView seen, int place, ArrayView<int> rows, ArrayView<float> values)
    {
        var start = seen.Starts[place];
        var end = start + seen.Lengths[place];
        for (var entry = start + Group.IdxX % TeamThreads; entry < end; entry += TeamThreads)
        {
            var row = rows[entry];
            var at = start;
            for (var other = start; other < end; other++)
                if (rows[other] < row) at++;
            seen.Rows[at] = row;
            seen.Values[at] = values[entry];
        }
    }

    private static void SortMany(
        SeenInputsView seen, int place, ArrayView<int> rows, ArrayView<float> values, int batchSize,
        ArrayView<int> map, ArrayView<int> before, ArrayView<int> scratch)
    {
        int thread = Group.IdxX, threadCount = Group.DimX;
        var wordsPerThread = MapWords / threadCount;
        var start = seen.Starts[place];
        var end = start + seen.Lengths[place];
        var at = start;
        for (var window = 0; window < batchSize; window += WindowRows)
        {
            for (var word = thread; word < MapWords; word += threadCount) map[word] = 0;
            Group.Barrier();
            for (var entry = start + thread; entry < end; entry += threadCount)
            {
                var row = rows[entry] - window;
                if (row >= 0 && row < WindowRows) Atomic.Or(ref map[row >> 5], 1 << (row & 31));
            }
            Group.Barrier();
            var own = 0;
            for (var word = thread * wordsPerThread; word < (thread + 1) * wordsPerThread; word++)
                own += IntrinsicMath.PopCount(map[word]);
            var sum = GroupScan.Exclusive(scratch, own, out var total);
            for (var word = thread * wordsPerThread; word < (thread + 1) * wordsPerThread; word++)
            {
                before[word] = sum;
                sum += IntrinsicMath.PopCount(map[word]);
            }
            Group.Barrier();
            for (var entry = start + thread; entry < end; entry += threadCount)
            {
                var row = rows[entry] - window;
                if (row < 0 || row >= WindowRows) continue;
                var smaller = map[row >> 5] & ((1 << (row & 31)) - 1);
                var target = at + before[row >> 5] + IntrinsicMath.PopCount(smaller);
                seen.Rows[target] = row + window;
                seen.Values[target] = values[entry];
            }
            at += total;
            Group.Barrier();
        }
    }
}
