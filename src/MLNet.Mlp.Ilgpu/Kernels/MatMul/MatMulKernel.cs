using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>
/// The product of matrices, by tiles: each group computes a tile of C, each of its threads a part of it in registers.
/// In slices along k, the group brings what its tile needs of A and B into shared memory, A transposed, so that a step
/// along k reads a few floats of each and adds their product to all sums of the thread. While a slice is worked on the
/// next is on its way: it is read into registers before and written to shared memory after. There are two slices in
/// turn, so that one barrier a slice is enough.
/// <para>Each sum is of one thread and in order of k, so the same on every run, and independent of the tile.</para>
/// </summary>
internal static class MatMulKernel
{
    public static void Run<TTile, TA, TB, TEpilogue>(
        int rowCount, int columnCount, int depth, TA a, TB b, TEpilogue epilogue)
        where TTile : unmanaged, ITile<TTile>
        where TA : struct, IOperand<TA>
        where TB : struct, IOperand<TB>
        where TEpilogue : struct, IEpilogue
    {
        var aSlices = SharedMemory.Allocate<float>(2 * TTile.Depth * TTile.SliceStride);
        var bSlices = SharedMemory.Allocate<float>(2 * TTile.Depth * TTile.SliceStride);
        int row = Grid.IdxX * TTile.Size, column = Grid.IdxY * TTile.Size;
        var tile = TTile.Begin();

        var next = default(Fetched);
        Fetch<TTile, TA, TB>(ref next, a, b, row, column, 0);
        Write<TTile, TA, TB>(next, aSlices, bSlices, 0);
        Group.Barrier();
        var start = 0;
        for (var k = 0; k < depth; k += TTile.Depth)
        {
            var isLast = k + TTile.Depth >= depth;
            if (!isLast) Fetch<TTile, TA, TB>(ref next, a, b, row, column, k + TTile.Depth);
            TTile.MultiplyAdd(ref tile, aSlices, bSlices, start);
            start = TTile.Depth * TTile.SliceStride - start;
            if (!isLast) Write<TTile, TA, TB>(next, aSlices, bSlices, start);
            Group.Barrier();
        }
        TTile.Store(tile, epilogue, row, column, rowCount, columnCount);
    }

    /// <summary>What a thread brings of a slice: up to four times four floats.</summary>
    private struct Fetched
    {
        public Float4 First, Second, Third, Fourth;
    }

    /// <summary>How often each thread reads four floats for a slice of A and one of B. The reads of A come first.
    /// </summary>
    private static int Reads<TTile>() where TTile : unmanaged, ITile<TTile> =>
        TTile.Depth * TTile.Size / 2 / (TTile.Side * TTile.Side);

    private static void Fetch<TTile, TA, TB>(ref Fetched next, TA a, TB b, int row, int column, int k)
        where TTile : unmanaged, ITile<TTile>
        where TA : struct, IOperand<TA>
        where TB : struct, IOperand<TB>
    {
        next.First = Fetch<TTile, TA, TB>(a, b, row, column, k, 0);
        if (Reads<TTile>() > 1) next.Second = Fetch<TTile, TA, TB>(a, b, row, column, k, 1);
        if (Reads<TTile>() > 2)
        {
            next.Third = Fetch<TTile, TA, TB>(a, b, row, column, k, 2);
            next.Fourth = Fetch<TTile, TA, TB>(a, b, row, column, k, 3);
        }
    }

    private static void Write<TTile, TA, TB>(
        Fetched fetched, ArrayView<float> aSlices, ArrayView<float> bSlices, int start)
        where TTile : unmanaged, ITile<TTile>
        where TA : struct, IOperand<TA>
        where TB : struct, IOperand<TB>
    {
        Write<TTile, TA, TB>(fetched.First, aSlices, bSlices, start, 0);
        if (Reads<TTile>() > 1) Write<TTile, TA, TB>(fetched.Second, aSlices, bSlices, start, 1);
        if (Reads<TTile>() > 2)
        {
            Write<TTile, TA, TB>(fetched.Third, aSlices, bSlices, start, 2);
            Write<TTile, TA, TB>(fetched.Fourth, aSlices, bSlices, start, 3);
        }
    }

    /// <summary>Reads of the group for a slice of A, and as many for one of B.</summary>
    private static int ReadsOfA<TTile>() where TTile : unmanaged, ITile<TTile> => TTile.Depth * TTile.Size / 4;

    /// <summary>The number of a read of the group.</summary>
    private static int Place<TTile>(int read) where TTile : unmanaged, ITile<TTile> =>
        Group.IdxX + read * TTile.Side * TTile.Side;

    private static Float4 Fetch<TTile, TA, TB>(TA a, TB b, int row, int column, int k, int read)
        where TTile : unmanaged, ITile<TTile>
        where TA : struct, IOperand<TA>
        where TB : struct, IOperand<TB>
    {
        var place = Place<TTile>(read);
        if (place < ReadsOfA<TTile>()) return a.Load(row + Line<TTile, TA>(place), k + Step<TTile, TA>(place));
        place -= ReadsOfA<TTile>();
        return b.Load(column + Line<TTile, TB>(place), k + Step<TTile, TB>(place));
    }

    private static void Write<TTile, TA, TB>(
        Float4 value, ArrayView<float> aSlices, ArrayView<float> bSlices, int start, int read)
        where TTile : unmanaged, ITile<TTile>
        where TA : struct, IOperand<TA>
        where TB : struct, IOperand<TB>
    {
        var place = Place<TTile>(read);
        if (place < ReadsOfA<TTile>()) Write<TTile, TA>(value, aSlices, start, place);
        else Write<TTile, TB>(value, bSlices, start, place - ReadsOfA<TTile>());
    }

    private static void Write<TTile, TOperand>(Float4 value, ArrayView<float> slices, int start, int place)
        where TTile : unmanaged, ITile<TTile>
        where TOperand : struct, IOperand<TOperand>
    {
        var index = start + Step<TTile, TOperand>(place) * TTile.SliceStride + Line<TTile, TOperand>(place);
        value = TTile.Round(value);
        if (TOperand.ReadsAlongK)
        {
            slices[index] = value.X;
            slices[index + TTile.SliceStride] = value.Y;
            slices[index + 2 * TTile.SliceStride] = value.Z;
            slices[index + 3 * TTile.SliceStride] = value.W;
        }
        else
        {
            Float4.Store(slices, index, value);
        }
    }

    /// <summary>The first line of a read. Along k, Depth / 4 reads are a line of the slice.</summary>
    private static int Line<TTile, TOperand>(int place)
        where TTile : unmanaged, ITile<TTile>
        where TOperand : struct, IOperand<TOperand> =>
        TOperand.ReadsAlongK ? place / (TTile.Depth / 4) : place % (TTile.Size / 4) * 4;

    /// <summary>The first step along k of a read.</summary>
    private static int Step<TTile, TOperand>(int place)
        where TTile : unmanaged, ITile<TTile>
        where TOperand : struct, IOperand<TOperand> =>
        TOperand.ReadsAlongK ? place % (TTile.Depth / 4) * 4 : place / (TTile.Size / 4);
}
