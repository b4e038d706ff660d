using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Shortens the weights of each weighted sum, a column of the matrix on the device, to at most a norm.
/// </summary>
internal sealed class NormLimitKernel(Gpu gpu) : IDisposable
{
    private readonly PartialResults _partials = new(gpu);

    private Action<AcceleratorStream, KernelConfig, MatrixView, ColumnSlices, PartialsView>? _square;

    private Action<AcceleratorStream, KernelConfig,
        MatrixView, ColumnSlices, PartialsView, int, float>? _shorten;

    /// <param name="weights">The weights, inputSize x sumCount.</param>
    /// <param name="limit">The largest norm.</param>
    public void Run(MatrixView weights, float limit)
    {
        ColumnSlices sums = ColumnSlices.OfRows(weights.RowCount), parts = ColumnSlices.OfElements(weights.RowCount);
        var partials = _partials.View(sums, weights.ColumnCount, 2);
        _square ??= gpu.Kernels.Load<MatrixView, ColumnSlices, PartialsView>(SquareKernel);
        _square(gpu.Launch(), sums.Config(gpu, weights.ColumnCount), weights, sums, partials);
        _shorten ??= gpu.Kernels.Load<
            MatrixView, ColumnSlices, PartialsView, int, float>(ShortenKernel);
        _shorten(gpu.Launch(), parts.Config(gpu, weights.ColumnCount),
            weights, parts, partials, sums.SliceCount, limit);
    }

    public void Dispose() => _partials.Dispose();

    public static void SquareKernel(MatrixView weights, ColumnSlices slices, PartialsView partials)
    {
        var shared = ColumnSlices.Allocate();
        var column = ColumnSlices.Column;
        var squares = default(SquareSum);
        if (column < weights.ColumnCount)
            for (var row = slices.FirstRow; row < slices.EndRow; row += ColumnSlices.LaneCount)
                squares.Add(weights.Values[weights.Row(row) + column]);
        var plain = ColumnSlices.SumLanes(shared, squares.Plain);
        var inUnit = ColumnSlices.SumLanes(shared, squares.InUnit);
        if (ColumnSlices.Lane > 0 || column >= weights.ColumnCount) return;
        partials.Set(ColumnSlices.Slice, 0, column, plain);
        partials.Set(ColumnSlices.Slice, 1, column, inUnit);
    }

    public static void ShortenKernel(
        MatrixView weights, ColumnSlices slices, PartialsView partials, int sliceCount, float limit)
    {
        var column = ColumnSlices.Column;
        if (column >= weights.ColumnCount) return;
        SquareSum squares;
        squares.Plain = partials.Sum(sliceCount, 0, column);
        squares.InUnit = partials.Sum(sliceCount, 1, column);
        var norm = squares.Norm();
        if (!(norm > limit)) return;
        var factor = limit / norm;
        for (var row = slices.FirstRow; row < slices.EndRow; row += ColumnSlices.LaneCount)
            weights.Values[weights.Row(row) + column] *= factor;
    }
}
