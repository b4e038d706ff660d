using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Makes sums of rows of a matrix.</summary>
internal static class GatheredSumKernel
{
    /// <summary>The most threads of a group.</summary>
    private const int MostThreads = 256;

    /// <param name="sums">What to sum, and what becomes of the sums.</param>
    /// <param name="matrix">The matrix that rows are of.</param>
    /// <param name="columnThreads">See <see cref="GatheredSumShape"/>.</param>
    /// <param name="parts">See <see cref="GatheredSumShape"/>.</param>
    public static void Run<TSums>(TSums sums, MatrixView matrix, int columnThreads, int parts)
        where TSums : struct, IGatheredSums
    {
        var shared = SharedMemory.Allocate<float>(4 * MostThreads);
        var quads = matrix.Values.Cast<Float4>();
        var quadsPerRow = matrix.Stride / 4;
        var teamThreads = columnThreads * parts;
        var teams = Group.DimX / teamThreads;
        var team = Group.IdxX / teamThreads;
        var thread = Group.IdxX % teamThreads;
        var firstQuad = Grid.IdxY * columnThreads;
        var quad = firstQuad + thread % columnThreads;
        var part = thread / columnThreads;
        var count = sums.Count;
        // All threads of a group go round as often, as they wait for each other in it.
        for (var first = Grid.IdxX * teams; first < count; first += Grid.DimX * teams)
        {
            var item = first + team;
            var sum = default(Float4);
            if (item < count && quad < quadsPerRow)
                sum = Sum(sums, quads, sums.Start(item) + part, sums.End(item), parts, quadsPerRow, quad);
            Float4.Store(shared, 4 * Group.IdxX, sum);
            Group.Barrier();
            // From here on threads have single columns, so that those next to each other write next to each other.
            if (item < count)
                for (var c = thread; c < 4 * columnThreads; c += teamThreads)
                {
                    var column = 4 * firstQuad + c;
                    if (column >= matrix.ColumnCount) continue;
                    var total = 0f;
                    for (var p = 0; p < parts; p++) total += shared[4 * (team * parts + p) * columnThreads + c];
                    sums.Take(item, column, total);
                }
            Group.Barrier();
        }
    }

    /// <summary>Four columns of every <paramref name="step"/>-th entry. Four entries at a time, to have as many reads
    /// under way; they are added one after another.</summary>
    private static Float4 Sum<TSums>(
        TSums sums, ArrayView<Float4> quads, long start, long end, int step, int quadsPerRow, int quad)
        where TSums : struct, IGatheredSums
    {
        var sum = default(Float4);
        var entry = start;
        for (; entry + 3 * step < end; entry += 4 * step)
        {
            long e1 = entry + step, e2 = e1 + step, e3 = e2 + step;
            var row0 = quads[(long)sums.Index(entry) * quadsPerRow + quad];
            var row1 = quads[(long)sums.Index(e1) * quadsPerRow + quad];
            var row2 = quads[(long)sums.Index(e2) * quadsPerRow + quad];
            var row3 = quads[(long)sums.Index(e3) * quadsPerRow + quad];
            sum = Float4.MultiplyAdd(sums.Value(entry), row0, sum);
            sum = Float4.MultiplyAdd(sums.Value(e1), row1, sum);
            sum = Float4.MultiplyAdd(sums.Value(e2), row2, sum);
            sum = Float4.MultiplyAdd(sums.Value(e3), row3, sum);
        }
        for (; entry < end; entry += step)
            sum = Float4.MultiplyAdd(sums.Value(entry), quads[(long)sums.Index(entry) * quadsPerRow + quad], sum);
        return sum;
    }
}
