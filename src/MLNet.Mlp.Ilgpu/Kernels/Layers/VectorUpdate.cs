using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The step of biases and scales.</summary>
internal sealed class VectorUpdate<TRule>(Gpu gpu) where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, int, ParameterView, UpdateStep<TRule>>
        _sumAndUpdate = gpu.Accelerator.LoadKernel<MatrixView, int, ParameterView, UpdateStep<TRule>>(SumAndUpdate);

    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, int, MatrixView> _sum =
        gpu.Accelerator.LoadKernel<MatrixView, int, MatrixView>(Sum);

    /// <summary>The step of biases, whose gradient is the sum of the rows of dZ.</summary>
    public void Run(MatrixView dSums, int batchSize, ParameterView biases, UpdateStep<TRule> step) =>
        _sumAndUpdate(gpu.Launch(), Config(dSums), dSums, batchSize, biases, step);

    /// <summary>That gradient alone, 1 x sumCount.</summary>
    public void SumColumns(MatrixView dSums, int batchSize, MatrixView dBiases) =>
        _sum(gpu.Launch(), Config(dSums), dSums, batchSize, dBiases);

    private KernelConfig Config(MatrixView matrix) => new(ColumnSum.Groups(matrix.ColumnCount), gpu.GroupSize);

    internal static void SumAndUpdate(
        MatrixView dSums, int batchSize, ParameterView biases, UpdateStep<TRule> step)
    {
        var sum = ColumnSum.Of(new ElementTerm(dSums), batchSize, dSums.ColumnCount);
        if (ColumnSum.FirstRow == 0 && ColumnSum.Column < dSums.ColumnCount)
            biases.Update(step, ColumnSum.Column, sum, 1);
    }

    internal static void Sum(MatrixView dSums, int batchSize, MatrixView dBiases)
    {
        var sum = ColumnSum.Of(new ElementTerm(dSums), batchSize, dSums.ColumnCount);
        if (ColumnSum.FirstRow == 0 && ColumnSum.Column < dSums.ColumnCount) dBiases.Values[ColumnSum.Column] = sum;
    }
}
