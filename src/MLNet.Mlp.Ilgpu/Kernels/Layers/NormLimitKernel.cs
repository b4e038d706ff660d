using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Limits the norm of the weights of each weighted sum: of each column.</summary>
internal sealed class NormLimitKernel(Gpu gpu)
{
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, float> _run =
        gpu.Accelerator.LoadKernel<MatrixView, float>(LimitNorms);

    public void Run(MatrixView weights, float limit) => _run(
        gpu.Launch(), new KernelConfig(ColumnSum.Groups(weights.ColumnCount), gpu.GroupSize), weights, limit);

    internal static void LimitNorms(MatrixView weights, float limit)
    {
        var column = ColumnSum.Column;
        var norm = MathF.Sqrt(ColumnSum.Of(new SquareTerm(weights, 0), weights.RowCount, weights.ColumnCount));
        if (column >= weights.ColumnCount || !(norm > limit)) return;
        var factor = limit / norm;
        for (var row = ColumnSum.FirstRow; row < weights.RowCount; row += ColumnSum.RowStep)
            weights.Values[weights.Row(row) + column] *= factor;
    }
}
