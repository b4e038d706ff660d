using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>C = A B for one kind of factors and one epilogue. The kernel of each tile is compiled when it is first
/// needed.</summary>
/// <typeparam name="TA">The rows of A.</typeparam>
/// <typeparam name="TB">The columns of B.</typeparam>
/// <typeparam name="TEpilogue">What becomes of the sums.</typeparam>
internal sealed class MatMul<TA, TB, TEpilogue>(Gpu gpu, Precision precision)
    where TA : struct, IOperand<TA>
    where TB : struct, IOperand<TB>
    where TEpilogue : struct, IEpilogue
{
    private Action<AcceleratorStream, KernelConfig, int, int, int, TA, TB, TEpilogue>? _large, _medium, _small, _tiny,
        _tensor;

    /// <param name="rowCount">Rows of C.</param>
    /// <param name="columnCount">Columns of C.</param>
    /// <param name="depth">Columns of A, and rows of B.</param>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="epilogue">What becomes of the sums.</param>
    public void Run(int rowCount, int columnCount, int depth, TA a, TB b, TEpilogue epilogue)
    {
        switch (TileChoice.Of(gpu, precision, rowCount, columnCount))
        {
            case TileChoice.Tensor when precision == Precision.TF32:
                Run<TensorTile<TF32Format>>(
                    _tensor ??= Load<TensorTile<TF32Format>>(), rowCount, columnCount, depth, a, b, epilogue);
                break;
            case TileChoice.Tensor:
                Run<TensorTile<BF16Format>>(
                    _tensor ??= Load<TensorTile<BF16Format>>(), rowCount, columnCount, depth, a, b, epilogue);
                break;
            case 128:
                Run<Tile128>(_large ??= Load<Tile128>(), rowCount, columnCount, depth, a, b, epilogue);
                break;
            case 64:
                Run<SmallTile<Side16>>(
                    _medium ??= Load<SmallTile<Side16>>(), rowCount, columnCount, depth, a, b, epilogue);
                break;
            case 32:
                Run<SmallTile<Side8>>(
                    _small ??= Load<SmallTile<Side8>>(), rowCount, columnCount, depth, a, b, epilogue);
                break;
            default:
                Run<SmallTile<Side4>>(
                    _tiny ??= Load<SmallTile<Side4>>(), rowCount, columnCount, depth, a, b, epilogue);
                break;
        }
    }

    private Action<AcceleratorStream, KernelConfig, int, int, int, TA, TB, TEpilogue> Load<TTile>()
        where TTile : unmanaged, ITile<TTile> =>
        gpu.Kernels.Load<int, int, int, TA, TB, TEpilogue>(
            MatMulKernel.Run<TTile, TA, TB, TEpilogue>);

    private void Run<TTile>(
        Action<AcceleratorStream, KernelConfig, int, int, int, TA, TB, TEpilogue> kernel,
        int rowCount, int columnCount, int depth, TA a, TB b, TEpilogue epilogue)
        where TTile : unmanaged, ITile<TTile>
    {
        // The grid's first dimension may be the longest by far, so that is where the rows go.
        var grid = new Index3D(Tiles(rowCount, TTile.Size), Tiles(columnCount, TTile.Size), 1);
        kernel(gpu.Launch(), new KernelConfig(grid, new Index3D(TTile.Side * TTile.Side, 1, 1)),
            rowCount, columnCount, depth, a, b, epilogue);
    }

    private static int Tiles(int count, int size) => (count + size - 1) / size;
}

/// <summary>Chooses the tile of a product.</summary>
internal static class TileChoice
{
    /// <summary>That of the tensor cores.</summary>
    public const int Tensor = 0;

    // The time of a tile of a group that has a multiprocessor for itself, in that of a tile of 32. A larger tile does
    // more with each float that it reads; a smaller leaves fewer multiprocessors without work. These are estimates.
    private static readonly (int Name, int Size, double Cost)[] _tiles =
        [(Tensor, 128, 2), (128, 128, 7), (64, 64, 2.4), (32, 32, 1)];

    public static int Of(Gpu gpu, Precision precision, int rowCount, int columnCount)
    {
        if (gpu.GroupSize < 256) return 16;
        var multiprocessors = Math.Max(1, gpu.Accelerator.NumMultiprocessors);
        var (best, least) = (0, double.MaxValue);
        foreach (var (name, size, cost) in _tiles)
        {
            if (name == Tensor && (precision == Precision.Full || !gpu.HasTensorCores)) continue;
            var tiles = Math.Ceiling(rowCount / (double)size) * Math.Ceiling(columnCount / (double)size);
            var time = Math.Ceiling(tiles / multiprocessors) * cost;
            if (time < least) (best, least) = (name, time);
        }
        return best;
    }
}
