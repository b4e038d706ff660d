using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The gradients of biases, which are sums over the batch, and the steps of biases and scales.</summary>
internal sealed class VectorUpdate<TRule>(Gpu gpu) : IDisposable where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly PartialResults _partials = new(gpu);

    private Action<AcceleratorStream, KernelConfig, MatrixView, ColumnSlices, PartialsView>? _sumSlices;

    private Action<AcceleratorStream, KernelConfig,
        MatrixView, ColumnSlices, ParameterView, UpdateStep<TRule>>? _sumAndUpdate;

    private Action<AcceleratorStream, KernelConfig, MatrixView, ColumnSlices, ArrayView<float>>? _sum;
    private Action<AcceleratorStream, KernelConfig, PartialsView, int, int, ArrayView<float>>? _addSlices;

    private Action<AcceleratorStream, KernelConfig,
        PartialsView, int, ParameterView, UpdateStep<TRule>>? _addSlicesAndUpdate;

    private Action<AcceleratorStream, KernelConfig,
        ArrayView<float>, ParameterView, UpdateStep<TRule>, ArrayView<float>>? _update;

    /// <summary>Takes a step for the biases: their gradient is the sum of the rows of dZ.</summary>
    public void Run(MatrixView dSums, int batchSize, ParameterView biases, UpdateStep<TRule> step)
    {
        var slices = ColumnSlices.OfRows(batchSize);
        if (slices.SliceCount == 1)
        {
            _sumAndUpdate ??= gpu.Kernels.Load<
                MatrixView, ColumnSlices, ParameterView, UpdateStep<TRule>>(SumAndUpdateKernel);
            _sumAndUpdate(gpu.Launch(), slices.Config(gpu, dSums.ColumnCount), dSums, slices, biases, step);
            return;
        }
        var partials = SumSlices(dSums, slices);
        _addSlicesAndUpdate ??= gpu.Kernels.Load<
            PartialsView, int, ParameterView, UpdateStep<TRule>>(AddSlicesAndUpdateKernel);
        _addSlicesAndUpdate(gpu.Launch(), Config(dSums.ColumnCount), partials, slices.SliceCount, biases, step);
    }

    /// <summary>dBiases = the sum of the rows of dZ.</summary>
    public void SumColumns(MatrixView dSums, int batchSize, ArrayView<float> dBiases)
    {
        var slices = ColumnSlices.OfRows(batchSize);
        if (slices.SliceCount == 1)
        {
            _sum ??= gpu.Kernels.Load<MatrixView, ColumnSlices, ArrayView<float>>(SumKernel);
            _sum(gpu.Launch(), slices.Config(gpu, dSums.ColumnCount), dSums, slices, dBiases);
            return;
        }
        var partials = SumSlices(dSums, slices);
        _addSlices ??= gpu.Kernels.Load<PartialsView, int, int, ArrayView<float>>(AddSlicesKernel);
        _addSlices(gpu.Launch(), Config(dSums.ColumnCount), partials, slices.SliceCount, dSums.ColumnCount, dBiases);
    }

    /// <summary>Takes a step for biases or scales whose gradient is known.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="vector">The biases or scales.</param>
    /// <param name="step">The step.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients; empty for 1.</param>
    public void Apply(
        ArrayView<float> gradient, ParameterView vector, UpdateStep<TRule> step, ArrayView<float> gradientScale)
    {
        _update ??= gpu.Kernels.Load<
            ArrayView<float>, ParameterView, UpdateStep<TRule>, ArrayView<float>>(UpdateKernel);
        _update(gpu.Launch(), Config(vector.Values.ColumnCount), gradient, vector, step, gradientScale);
    }

    public void Dispose() => _partials.Dispose();

    public static void SumAndUpdateKernel(
        MatrixView dSums, ColumnSlices slices, ParameterView biases, UpdateStep<TRule> step)
    {
        var sum = slices.SumColumn(dSums);
        var column = ColumnSlices.Column;
        if (ColumnSlices.Lane == 0 && column < dSums.ColumnCount) biases.Update(step, column, sum, 1f);
    }

    public static void SumKernel(MatrixView dSums, ColumnSlices slices, ArrayView<float> dBiases)
    {
        var sum = slices.SumColumn(dSums);
        var column = ColumnSlices.Column;
        if (ColumnSlices.Lane == 0 && column < dSums.ColumnCount) dBiases[column] = sum;
    }

    public static void SumSlicesKernel(MatrixView dSums, ColumnSlices slices, PartialsView partials)
    {
        var sum = slices.SumColumn(dSums);
        var column = ColumnSlices.Column;
        if (ColumnSlices.Lane == 0 && column < dSums.ColumnCount) partials.Set(ColumnSlices.Slice, 0, column, sum);
    }

    public static void AddSlicesAndUpdateKernel(
        PartialsView partials, int sliceCount, ParameterView biases, UpdateStep<TRule> step)
    {
        var column = Grid.IdxX * Group.DimX + Group.IdxX;
        if (column < biases.Values.ColumnCount)
            biases.Update(step, column, partials.Sum(sliceCount, 0, column), 1f);
    }

    public static void AddSlicesKernel(
        PartialsView partials, int sliceCount, int columnCount, ArrayView<float> dBiases)
    {
        var column = Grid.IdxX * Group.DimX + Group.IdxX;
        if (column < columnCount) dBiases[column] = partials.Sum(sliceCount, 0, column);
    }

    public static void UpdateKernel(
        ArrayView<float> gradient, ParameterView vector, UpdateStep<TRule> step, ArrayView<float> gradientScale)
    {
        var column = Grid.IdxX * Group.DimX + Group.IdxX;
        var scale = gradientScale.Length > 0 ? gradientScale[0] : 1f;
        if (column < vector.Values.ColumnCount) vector.Update(step, column, gradient[column], scale);
    }

    private PartialsView SumSlices(MatrixView dSums, ColumnSlices slices)
    {
        var partials = _partials.View(slices, dSums.ColumnCount, 1);
        _sumSlices ??= gpu.Kernels.Load<MatrixView, ColumnSlices, PartialsView>(SumSlicesKernel);
        _sumSlices(gpu.Launch(), slices.Config(gpu, dSums.ColumnCount), dSums, slices, partials);
        return partials;
    }

    private KernelConfig Config(int columnCount) =>
        new((columnCount + gpu.GroupSize - 1) / gpu.GroupSize, gpu.GroupSize);
}
