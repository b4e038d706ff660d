using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>4 x 4 sums.</summary>
internal struct Sums4x4
{
    private Float4 _row0, _row1, _row2, _row3;

    public static void MultiplyAdd(ref Sums4x4 sums, Float4 a, Float4 b)
    {
        sums._row0 = Float4.MultiplyAdd(a.X, b, sums._row0);
        sums._row1 = Float4.MultiplyAdd(a.Y, b, sums._row1);
        sums._row2 = Float4.MultiplyAdd(a.Z, b, sums._row2);
        sums._row3 = Float4.MultiplyAdd(a.W, b, sums._row3);
    }

    public static void Store<TEpilogue>(
        Sums4x4 sums, TEpilogue epilogue, int row, int column, int rowCount, int columnCount)
        where TEpilogue : struct, IEpilogue
    {
        if (column >= columnCount) return;
        if (row < rowCount) epilogue.Store(row, column, sums._row0);
        if (row + 1 < rowCount) epilogue.Store(row + 1, column, sums._row1);
        if (row + 2 < rowCount) epilogue.Store(row + 2, column, sums._row2);
        if (row + 3 < rowCount) epilogue.Store(row + 3, column, sums._row3);
    }
}

/// <summary>8 x 8 sums of a thread, 128 x 128 of a group of 256: four blocks of 4 x 4, half the group's tile apart, so
/// that neighbouring threads read neighbouring floats.</summary>
internal struct Tile128 : ITile<Tile128>
{
    private Sums4x4 _topLeft, _topRight, _bottomLeft, _bottomRight;

    private static int ThreadRow => Group.IdxX / 16;

    private static int ThreadColumn => Group.IdxX % 16;

    public static int Size => 128;

    public static int Side => 16;

    public static int Depth => 8;

    public static int SliceStride => 132;

    public static Tile128 Begin() => default;

    public static Float4 Round(Float4 factors) => factors;

    public static void MultiplyAdd(ref Tile128 tile, ArrayView<float> a, ArrayView<float> b, int start)
    {
        Step(ref tile, a, b, start);
        Step(ref tile, a, b, start + 132);
        Step(ref tile, a, b, start + 2 * 132);
        Step(ref tile, a, b, start + 3 * 132);
        Step(ref tile, a, b, start + 4 * 132);
        Step(ref tile, a, b, start + 5 * 132);
        Step(ref tile, a, b, start + 6 * 132);
        Step(ref tile, a, b, start + 7 * 132);
    }

    private static void Step(ref Tile128 tile, ArrayView<float> a, ArrayView<float> b, int start)
    {
        var top = Float4.Load(a, start + 4 * ThreadRow);
        var bottom = Float4.Load(a, start + 64 + 4 * ThreadRow);
        var left = Float4.Load(b, start + 4 * ThreadColumn);
        var right = Float4.Load(b, start + 64 + 4 * ThreadColumn);
        Sums4x4.MultiplyAdd(ref tile._topLeft, top, left);
        Sums4x4.MultiplyAdd(ref tile._topRight, top, right);
        Sums4x4.MultiplyAdd(ref tile._bottomLeft, bottom, left);
        Sums4x4.MultiplyAdd(ref tile._bottomRight, bottom, right);
    }

    public static void Store<TEpilogue>(
        Tile128 tile, TEpilogue epilogue, int row, int column, int rowCount, int columnCount)
        where TEpilogue : struct, IEpilogue
    {
        row += 4 * ThreadRow;
        column += 4 * ThreadColumn;
        Sums4x4.Store(tile._topLeft, epilogue, row, column, rowCount, columnCount);
        Sums4x4.Store(tile._topRight, epilogue, row, column + 64, rowCount, columnCount);
        Sums4x4.Store(tile._bottomLeft, epilogue, row + 64, column, rowCount, columnCount);
        Sums4x4.Store(tile._bottomRight, epilogue, row + 64, column + 64, rowCount, columnCount);
    }
}

/// <summary>4 x 4 sums of a thread, in a group of as many threads as the square of <typeparamref name="TSide"/>.
/// </summary>
internal struct SmallTile<TSide> : ITile<SmallTile<TSide>> where TSide : unmanaged, ITileSide
{
    private Sums4x4 _sums;

    public static int Size => 4 * TSide.Threads;

    public static int Side => TSide.Threads;

    public static int Depth => 8;

    public static int SliceStride => Size + 4;

    private static int ThreadRow => Group.IdxX / TSide.Threads;

    private static int ThreadColumn => Group.IdxX % TSide.Threads;

    public static SmallTile<TSide> Begin() => default;

    public static Float4 Round(Float4 factors) => factors;

    public static void MultiplyAdd(ref SmallTile<TSide> tile, ArrayView<float> a, ArrayView<float> b, int start)
    {
        Step(ref tile, a, b, start);
        Step(ref tile, a, b, start + SliceStride);
        Step(ref tile, a, b, start + 2 * SliceStride);
        Step(ref tile, a, b, start + 3 * SliceStride);
        Step(ref tile, a, b, start + 4 * SliceStride);
        Step(ref tile, a, b, start + 5 * SliceStride);
        Step(ref tile, a, b, start + 6 * SliceStride);
        Step(ref tile, a, b, start + 7 * SliceStride);
    }

    public static void Store<TEpilogue>(
        SmallTile<TSide> tile, TEpilogue epilogue, int row, int column, int rowCount, int columnCount)
        where TEpilogue : struct, IEpilogue =>
        Sums4x4.Store(
            tile._sums, epilogue, row + 4 * ThreadRow, column + 4 * ThreadColumn, rowCount, columnCount);

    private static void Step(ref SmallTile<TSide> tile, ArrayView<float> a, ArrayView<float> b, int start) =>
        Sums4x4.MultiplyAdd(
            ref tile._sums, Float4.Load(a, start + 4 * ThreadRow), Float4.Load(b, start + 4 * ThreadColumn));
}

/// <summary>How large the group of a <see cref="SmallTile{TSide}"/> is.</summary>
internal interface ITileSide
{
    /// <summary>Threads along each side of its square.</summary>
    static abstract int Threads { get; }
}

/// <summary>64 x 64 sums of a group of 256: for products that would be too few tiles of 128.</summary>
internal readonly struct Side16 : ITileSide
{
    public static int Threads => 16;
}

/// <summary>32 x 32 sums of a group of 64: for small products with few rows or columns.</summary>
internal readonly struct Side8 : ITileSide
{
    public static int Threads => 8;
}

/// <summary>16 x 16 sums of a group of 16: for ILGPU's simulator, whose threads are costly.</summary>
internal readonly struct Side4 : ITileSide
{
    public static int Threads => 4;
}
