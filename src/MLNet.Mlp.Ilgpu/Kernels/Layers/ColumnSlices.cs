using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>How a matrix is cut for sums over its rows: a group of threads for some columns of a slice of the rows.
/// What it finds for each column it leaves as a partial result, and whoever needs the whole adds up the slices in
/// order.</summary>
/// <param name="rowCount">Rows of the matrix.</param>
/// <param name="sliceCount">Slices of the rows.</param>
/// <param name="rowsOfSlice">Rows of all slices but the last.</param>
internal readonly struct ColumnSlices(int rowCount, int sliceCount, int rowsOfSlice)
{
    /// <summary>The most slices.</summary>
    public const int MostSlices = 64;

    // The most threads of a group.
    private const int MostThreads = 256;

    private const int LeastRowsOfSlice = 512;

    public readonly int RowCount = rowCount, SliceCount = sliceCount, RowsOfSlice = rowsOfSlice;

    /// <summary>Few slices, as more of them cost more than they save where a group has few rows.</summary>
    public static ColumnSlices OfRows(int rowCount)
    {
        var count = Math.Clamp((rowCount + LeastRowsOfSlice - 1) / LeastRowsOfSlice, 1, MostSlices);
        return Of(rowCount, (rowCount + count - 1) / count);
    }

    /// <summary>For work on each row once the sums are known, where slices cost nothing.</summary>
    public static ColumnSlices OfElements(int rowCount) => Of(rowCount, Math.Max(64, (rowCount + 1023) / 1024));

    /// <summary>The groups of a kernel.</summary>
    public KernelConfig Config(Gpu gpu, int columnCount)
    {
        var columns = ColumnsOf(gpu.GroupSize);
        var grid = new Index3D((columnCount + columns - 1) / columns, SliceCount, 1);
        return new KernelConfig(grid, new Index3D(gpu.GroupSize, 1, 1));
    }

    /// <summary>The column of the thread.</summary>
    public static int Column => Grid.IdxX * ColumnsOf(Group.DimX) + Group.IdxX % ColumnsOf(Group.DimX);

    /// <summary>Which of the threads of its column the thread is.</summary>
    public static int Lane => Group.IdxX / ColumnsOf(Group.DimX);

    public static int LaneCount => Group.DimX / ColumnsOf(Group.DimX);

    /// <summary>The slice of the group.</summary>
    public static int Slice => Grid.IdxY;

    /// <summary>The first row of the thread; the next ones are <see cref="LaneCount"/> apart.</summary>
    public int FirstRow => Slice * RowsOfSlice + Lane;

    /// <summary>The row after the last of the group's.</summary>
    public int EndRow => IntrinsicMath.Min((Slice + 1) * RowsOfSlice, RowCount);

    /// <summary>How many rows a slice has.</summary>
    public int RowsOf(int slice) => IntrinsicMath.Min(RowsOfSlice, RowCount - slice * RowsOfSlice);

    /// <summary>Shared memory for <see cref="SumLanes"/>.</summary>
    public static ArrayView<float> Allocate() => SharedMemory.Allocate<float>(MostThreads);

    /// <summary>Adds up what the threads of each column have, always in the same order. All threads of the group must
    /// call it; all get the sum of their column.</summary>
    public static float SumLanes(ArrayView<float> shared, float value)
    {
        var columns = ColumnsOf(Group.DimX);
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (var half = LaneCount / 2; half > 0; half /= 2)
        {
            if (Lane < half) shared[Group.IdxX] += shared[Group.IdxX + half * columns];
            Group.Barrier();
        }
        var sum = shared[Group.IdxX % columns];
        Group.Barrier();
        return sum;
    }

    /// <summary>The sum of the thread's column over the slice, for all threads of the column. All threads of the group
    /// must call it.</summary>
    public float SumColumn(MatrixView matrix)
    {
        var shared = Allocate();
        var column = Column;
        float sum = 0;
        if (column < matrix.ColumnCount)
            for (var row = FirstRow; row < EndRow; row += LaneCount)
                sum += matrix.Values[matrix.Row(row) + column];
        return SumLanes(shared, sum);
    }

    // 8 floats are the least that a GPU reads at a time; ILGPU's simulator has groups of 16 threads.
    private static int ColumnsOf(int groupSize) => groupSize < MostThreads ? 4 : 8;

    private static ColumnSlices Of(int rowCount, int rowsOfSlice) =>
        new(rowCount, Math.Max(1, (rowCount + rowsOfSlice - 1) / rowsOfSlice), rowsOfSlice);
}
