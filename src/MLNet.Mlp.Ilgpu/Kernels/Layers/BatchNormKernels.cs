using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Batch normalization, in two launches each way: sums over slices of the batch, which all threads of the second launch
/// add up for their column. See <see cref="ReferenceLayer"/> for the formulas.
/// </summary>
internal sealed class BatchNormKernels(Gpu gpu) : IDisposable
{
    private readonly PartialResults _partials = new(gpu);

    private Action<AcceleratorStream, KernelConfig, MatrixView, ColumnSlices, PartialsView>? _measure;

    private Action<AcceleratorStream, KernelConfig, MatrixView, ColumnSlices, ColumnSlices, PartialsView,
        NormalizationView, MatrixView, MatrixView>? _normalize;

    private Action<AcceleratorStream, KernelConfig, MatrixView, ColumnSlices, NormalizationView, MatrixView,
        MatrixView>? _normalizeByRunning;

    private Action<AcceleratorStream, KernelConfig, MatrixView, MatrixView, ColumnSlices, PartialsView>? _sum;

    private Action<AcceleratorStream, KernelConfig, MatrixView, MatrixView, ColumnSlices, ColumnSlices, PartialsView,
        NormalizationView, ArrayView<float>, ArrayView<float>>? _denormalize;

    /// <summary>N and Y of a batch.</summary>
    /// <param name="sums">Z.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="training">Whether to take the statistics of the batch, and to move the running ones towards them;
    /// if not, the running ones are taken.</param>
    /// <param name="n">The normalization.</param>
    /// <param name="standardized">Where N goes, or no values where nobody needs it.</param>
    /// <param name="y">Where Y goes; may be Z.</param>
    public void Forward(
        MatrixView sums, int batchSize, bool training, GpuNormalization n, MatrixView standardized, MatrixView y)
    {
        var parts = ColumnSlices.OfElements(batchSize);
        if (!training)
        {
            _normalizeByRunning ??= gpu.Kernels.Load<
                MatrixView, ColumnSlices, NormalizationView, MatrixView, MatrixView>(NormalizeByRunningKernel);
            _normalizeByRunning(gpu.Launch(), parts.Config(gpu, sums.ColumnCount),
                sums, parts, n.View, standardized, y);
            return;
        }
        var slices = ColumnSlices.OfRows(batchSize);
        var partials = _partials.View(slices, sums.ColumnCount, 2);
        _measure ??= gpu.Kernels.Load<MatrixView, ColumnSlices, PartialsView>(MeasureKernel);
        _measure(gpu.Launch(), slices.Config(gpu, sums.ColumnCount), sums, slices, partials);
        _normalize ??= gpu.Kernels.Load<
            MatrixView, ColumnSlices, ColumnSlices, PartialsView, NormalizationView, MatrixView, MatrixView>(
            NormalizeKernel);
        _normalize(gpu.Launch(), parts.Config(gpu, sums.ColumnCount),
            sums, parts, slices, partials, n.View, standardized, y);
    }

    /// <summary>The gradients, after a <see cref="Forward"/> in training.</summary>
    /// <param name="dY">dY, which becomes dZ.</param>
    /// <param name="standardized">N.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="n">The normalization.</param>
    /// <param name="dBiases">Where the gradient of the biases goes.</param>
    /// <param name="dScales">Where the gradient of the scales goes.</param>
    public void Backward(
        MatrixView dY, MatrixView standardized, int batchSize, GpuNormalization n, ArrayView<float> dBiases,
        ArrayView<float> dScales)
    {
        ColumnSlices parts = ColumnSlices.OfElements(batchSize), slices = ColumnSlices.OfRows(batchSize);
        var partials = _partials.View(slices, dY.ColumnCount, 2);
        _sum ??= gpu.Kernels.Load<MatrixView, MatrixView, ColumnSlices, PartialsView>(SumKernel);
        _sum(gpu.Launch(), slices.Config(gpu, dY.ColumnCount), dY, standardized, slices, partials);
        _denormalize ??= gpu.Kernels.Load<
            MatrixView, MatrixView, ColumnSlices, ColumnSlices, PartialsView, NormalizationView, ArrayView<float>,
            ArrayView<float>>(DenormalizeKernel);
        _denormalize(gpu.Launch(), parts.Config(gpu, dY.ColumnCount),
            dY, standardized, parts, slices, partials, n.View, dBiases, dScales);
    }

    public void Dispose() => _partials.Dispose();

    /// <summary>Mean and sum of squared differences from it, of each column of a slice. The mean is off by what its sum
    /// has lost; the differences tell by how much.</summary>
    public static void MeasureKernel(MatrixView sums, ColumnSlices slices, PartialsView partials)
    {
        var shared = ColumnSlices.Allocate();
        var column = ColumnSlices.Column;
        var isInside = column < sums.ColumnCount;
        float sum = 0, differenceSum = 0, squares = 0;
        if (isInside)
            for (var row = slices.FirstRow; row < slices.EndRow; row += ColumnSlices.LaneCount)
                sum += sums.Values[sums.Row(row) + column];
        float count = slices.RowsOf(ColumnSlices.Slice);
        var mean = ColumnSlices.SumLanes(shared, sum) / count;
        if (isInside)
            for (var row = slices.FirstRow; row < slices.EndRow; row += ColumnSlices.LaneCount)
            {
                var difference = sums.Values[sums.Row(row) + column] - mean;
                differenceSum += difference;
                squares += difference * difference;
            }
        differenceSum = ColumnSlices.SumLanes(shared, differenceSum);
        squares = ColumnSlices.SumLanes(shared, squares);
        if (ColumnSlices.Lane > 0 || !isInside) return;
        var shift = differenceSum / count;
        partials.Set(ColumnSlices.Slice, 0, column, mean + shift);
        partials.Set(ColumnSlices.Slice, 1, column, squares - differenceSum * shift);
    }

    public static void NormalizeKernel(
        MatrixView sums, ColumnSlices parts, ColumnSlices slices, PartialsView partials, NormalizationView n,
        MatrixView standardized, MatrixView y)
    {
        var column = ColumnSlices.Column;
        if (column >= sums.ColumnCount) return;
        // Slices are joined one after another (Chan, Golub and LeVeque, 1983).
        float mean = 0, squares = 0, count = 0;
        for (var slice = 0; slice < slices.SliceCount; slice++)
        {
            float rows = slices.RowsOf(slice);
            var difference = partials.Get(slice, 0, column) - mean;
            var share = rows / (count + rows);
            mean += difference * share;
            squares += partials.Get(slice, 1, column) + difference * difference * count * share;
            count += rows;
        }
        var variance = squares / count;
        if (ColumnSlices.Slice == 0 && ColumnSlices.Lane == 0) n.Keep(column, slices.RowCount, mean, variance);
        Normalize(sums, parts, column, mean, n.InverseDeviation(variance), n, standardized, y);
    }

    public static void NormalizeByRunningKernel(
        MatrixView sums, ColumnSlices parts, NormalizationView n, MatrixView standardized, MatrixView y)
    {
        var column = ColumnSlices.Column;
        if (column < sums.ColumnCount)
            Normalize(
                sums, parts, column, n.RunningMeans[column], n.InverseDeviation(n.RunningVariances[column]), n,
                standardized, y);
    }

    /// <summary>The sums of dY and of dY N, of each column of a slice.</summary>
    public static void SumKernel(MatrixView dY, MatrixView standardized, ColumnSlices slices, PartialsView partials)
    {
        var shared = ColumnSlices.Allocate();
        var column = ColumnSlices.Column;
        float sum = 0, product = 0;
        if (column < dY.ColumnCount)
            for (var row = slices.FirstRow; row < slices.EndRow; row += ColumnSlices.LaneCount)
            {
                var d = dY.Values[dY.Row(row) + column];
                sum += d;
                product += d * standardized.Values[standardized.Row(row) + column];
            }
        sum = ColumnSlices.SumLanes(shared, sum);
        product = ColumnSlices.SumLanes(shared, product);
        if (ColumnSlices.Lane > 0 || column >= dY.ColumnCount) return;
        partials.Set(ColumnSlices.Slice, 0, column, sum);
        partials.Set(ColumnSlices.Slice, 1, column, product);
    }

    public static void DenormalizeKernel(
        MatrixView dY, MatrixView standardized, ColumnSlices parts, ColumnSlices slices, PartialsView partials,
        NormalizationView n, ArrayView<float> dBiases, ArrayView<float> dScales)
    {
        var column = ColumnSlices.Column;
        if (column >= dY.ColumnCount) return;
        var dBias = partials.Sum(slices.SliceCount, 0, column);
        var dScale = partials.Sum(slices.SliceCount, 1, column);
        if (ColumnSlices.Slice == 0 && ColumnSlices.Lane == 0)
        {
            dBiases[column] = dBias;
            dScales[column] = dScale;
        }
        float count = slices.RowCount;
        var factor = n.Scales[column] * n.InverseDeviations[column];
        for (var row = parts.FirstRow; row < parts.EndRow; row += ColumnSlices.LaneCount)
        {
            var index = dY.Row(row) + column;
            var z = standardized.Values[standardized.Row(row) + column];
            dY.Values[index] = factor * (dY.Values[index] - dBias / count - z * (dScale / count));
        }
    }

    private static void Normalize(
        MatrixView sums, ColumnSlices parts, int column, float mean, float inverseDeviation, NormalizationView n,
        MatrixView standardized, MatrixView y)
    {
        float scale = n.Scales[column], bias = n.Biases[column];
        for (var row = parts.FirstRow; row < parts.EndRow; row += ColumnSlices.LaneCount)
        {
            var normal = (sums.Values[sums.Row(row) + column] - mean) * inverseDeviation;
            if (standardized.Values.Length > 0) standardized.Values[standardized.Row(row) + column] = normal;
            y.Values[y.Row(row) + column] = scale * normal + bias;
        }
    }
}
