using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The part of a product of matrices that one thread of a group holds in registers, and so how large the part
/// is that the group computes: Size x Size.</summary>
internal interface ITile<TTile> where TTile : unmanaged, ITile<TTile>
{
    /// <summary>Rows, and columns, that a group computes.</summary>
    static abstract int Size { get; }

    /// <summary>The group has Side x Side threads.</summary>
    static abstract int Side { get; }

    /// <summary>Steps along k of a slice.</summary>
    static abstract int Depth { get; }

    /// <summary>Floats from one row to the next of the slices in shared memory: Size and a few more, so that threads
    /// that read or write at the same time meet different banks.</summary>
    static abstract int SliceStride { get; }

    /// <summary>Sums of 0.</summary>
    static abstract TTile Begin();

    /// <summary>What the tile makes of factors before it multiplies them.</summary>
    static abstract Float4 Round(Float4 factors);

    /// <summary>Adds the product of a slice of A and one of B.</summary>
    /// <param name="tile">The sums.</param>
    /// <param name="a">The transposed slice of A, Depth x Size, from <paramref name="start"/> on.</param>
    /// <param name="b">The slice of B, likewise.</param>
    /// <param name="start">Where both begin.</param>
    static abstract void MultiplyAdd(ref TTile tile, ArrayView<float> a, ArrayView<float> b, int start);

    /// <summary>Hands all sums to an epilogue, four at a time.</summary>
    static abstract void Store<TEpilogue>(
        TTile tile, TEpilogue epilogue, int row, int column, int rowCount, int columnCount)
        where TEpilogue : struct, IEpilogue;
}

/// <summary>What becomes of the sums of a product.</summary>
internal interface IEpilogue
{
    /// <param name="row">The row of the product.</param>
    /// <param name="column">The column of the first sum, a multiple of 4. Others may lie beyond the last column, in the
    /// padding of the matrix.</param>
    /// <param name="sums">Four sums side by side.</param>
    void Store(int row, int column, Float4 sums);
}
