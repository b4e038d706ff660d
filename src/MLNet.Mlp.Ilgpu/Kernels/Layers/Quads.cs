using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Four columns of a row, the part of a matrix that a thread works on.</summary>
/// <param name="row">The row; beyond the last for threads that are too many.</param>
/// <param name="column">The first of the columns.</param>
internal readonly struct Quads(int row, int column)
{
    public readonly int Row = row, Column = column;

    /// <summary>The groups of a kernel with a thread for each four columns of the first rows of a matrix.</summary>
    public static KernelConfig Config(Gpu gpu, MatrixView matrix, int rowCount)
    {
        var count = (long)rowCount * (matrix.Stride / 4);
        return new KernelConfig(checked((int)((count + gpu.GroupSize - 1) / gpu.GroupSize)), gpu.GroupSize);
    }

    /// <summary>The thread's part. Fewer than 2^32 threads are enough for any weights.</summary>
    public static Quads OfThread(MatrixView matrix)
    {
        var index = (uint)Grid.IdxX * (uint)Group.DimX + (uint)Group.IdxX;
        var quadsOfRow = (uint)matrix.Stride / 4;
        var row = index / quadsOfRow;
        return new Quads((int)row, (int)(index - row * quadsOfRow) * 4);
    }
}
