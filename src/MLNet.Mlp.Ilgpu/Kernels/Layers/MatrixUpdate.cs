using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The step of weights whose gradient is known, four weights to a thread.</summary>
internal sealed class MatrixUpdate<TRule>(Gpu gpu) where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private Action<AcceleratorStream, KernelConfig,
        MatrixView, int, UpdateWeights<TRule>, ArrayView<float>>? _update;

    /// <param name="dWeights">The gradient.</param>
    /// <param name="weights">The weights, of the same shape.</param>
    /// <param name="step">The step.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients; empty for 1.</param>
    public void Apply(
        MatrixView dWeights, ParameterView weights, UpdateStep<TRule> step, ArrayView<float> gradientScale)
    {
        _update ??= gpu.Kernels.Load<
            MatrixView, int, UpdateWeights<TRule>, ArrayView<float>>(UpdateKernel);
        var rowCount = weights.Values.RowCount;
        _update(gpu.Launch(), Quads.Config(gpu, dWeights, rowCount),
            dWeights, rowCount, new UpdateWeights<TRule>(weights, step), gradientScale);
    }

    public static void UpdateKernel(
        MatrixView dWeights, int rowCount, UpdateWeights<TRule> update, ArrayView<float> gradientScale)
    {
        var quad = Quads.OfThread(dWeights);
        var scale = gradientScale.Length > 0 ? gradientScale[0] : 1f;
        if (quad.Row < rowCount)
            update.Store(
                quad.Row, quad.Column, Float4.Load(dWeights.Values, dWeights.Row(quad.Row) + quad.Column), scale);
    }
}
