using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Lists a sparse batch by columns, in four kernels:
/// <see cref="Count"/> counts the entries of each input and marks those seen;
/// <see cref="Place"/> lists the inputs seen in increasing order, and allots each room for its entries;
/// <see cref="Scatter"/> puts the entries there, in whatever order threads come by;
/// <see cref="SortedEntries"/> brings those of each input into the order of rows.
/// <para>Counts and places are the results of integer sums only, which do not depend on the order of threads.</para>
/// </summary>
internal static class SeenInputsKernels
{
    /// <summary>Threads that go through a row of the batch together.</summary>
    private const int RowThreads = 32;

    /// <summary>The most threads of a group.</summary>
    private const int MostThreads = 256;

    /// <summary>The rows of the batch that a group goes through at a time.</summary>
    public static int RowsAtATime(int groupSize) => groupSize / Math.Min(RowThreads, groupSize);

    /// <summary>Counts the entries of each input.</summary>
    public static void Count(SparseBatch batch, InputCountsView inputs)
    {
        var threads = IntrinsicMath.Min(RowThreads, Group.DimX);
        var rowsAtATime = Group.DimX / threads;
        for (var i = Grid.IdxX * rowsAtATime + Group.IdxX / threads; i < batch.Size; i += Grid.DimX * rowsAtATime)
        {
            var end = batch.End(i);
            for (var entry = batch.Start(i) + Group.IdxX % threads; entry < end; entry += threads)
            {
                var input = batch.X.Columns[entry];
                if (Atomic.Add(ref inputs.Counts[input], 1) > 0) continue;
                Atomic.Or(ref inputs.Bits[input >> 5], 1 << (input & 31));
                Atomic.Add(ref inputs.TileCounts[input / inputs.TileInputs], 1);
            }
        }
    }

    /// <summary>Lists the inputs seen: a tile for each group, and a word of its bits for each thread.</summary>
    public static void Place(InputCountsView inputs, SeenInputsView seen)
    {
        var scratch = SharedMemory.Allocate<int>(2 * MostThreads);
        var firstEntry = SharedMemory.Allocate<int>(1);
        var tile = Grid.IdxX;
        var tileCount = inputs.TileCounts[tile];
        var isLast = tile == Grid.DimX - 1;
        if (tileCount == 0 && !isLast) return; // The whole group does.

        var before = 0;
        for (var t = Group.IdxX; t < tile; t += Group.DimX) before += inputs.TileCounts[t];
        GroupScan.Exclusive(scratch, before, out var seenBefore);
        if (isLast && Group.IdxX == 0) seen.Counts[0] = seenBefore + tileCount;

        var word = tile * Group.DimX + Group.IdxX;
        var bits = word < inputs.Bits.Length ? (uint)inputs.Bits[word] : 0;
        var entries = 0;
        for (var rest = bits; rest != 0; rest &= rest - 1)
            entries += inputs.Counts[32 * word + IntrinsicMath.BitOperations.TrailingZeroCount(rest)];
        var place = seenBefore + GroupScan.Exclusive(scratch, IntrinsicMath.PopCount(bits), out _);
        var start = GroupScan.Exclusive(scratch, entries, out var tileEntries);
        if (Group.IdxX == 0) firstEntry[0] = Atomic.Add(ref inputs.EntryCount[0], tileEntries);
        Group.Barrier();
        start += firstEntry[0];
        for (var rest = bits; rest != 0; rest &= rest - 1)
        {
            var input = 32 * word + IntrinsicMath.BitOperations.TrailingZeroCount(rest);
            var length = inputs.Counts[input];
            seen.Inputs[place] = input;
            seen.Starts[place] = start;
            seen.Lengths[place] = length;
            inputs.Counts[input] = start;
            start += length;
            place++;
        }
    }

    /// <summary>Puts the entries where their inputs have room for them.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="inputs">Where the next entry of each input goes.</param>
    /// <param name="rows">The row of the batch of each entry.</param>
    /// <param name="values">The value of each entry.</param>
    public static void Scatter(SparseBatch batch, InputCountsView inputs, ArrayView<int> rows, ArrayView<float> values)
    {
        var threads = IntrinsicMath.Min(RowThreads, Group.DimX);
        var rowsAtATime = Group.DimX / threads;
        for (var i = Grid.IdxX * rowsAtATime + Group.IdxX / threads; i < batch.Size; i += Grid.DimX * rowsAtATime)
        {
            var end = batch.End(i);
            for (var entry = batch.Start(i) + Group.IdxX % threads; entry < end; entry += threads)
            {
                var at = Atomic.Add(ref inputs.Counts[batch.X.Columns[entry]], 1);
                rows[at] = i;
                values[at] = batch.X.Values[entry];
            }
        }
    }
}
