using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The step of parameters whose gradients are known already.</summary>
internal sealed class GradientUpdate<TRule>(Gpu gpu) where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, ParameterView, UpdateStep<TRule>,
        ArrayView<float>> _update = gpu.Accelerator.LoadKernel<MatrixView, ParameterView, UpdateStep<TRule>,
            ArrayView<float>>(Update);

    /// <param name="gradients">As many as there are parameters.</param>
    /// <param name="parameters">The parameters and the optimizer's state.</param>
    /// <param name="step">The step.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients, on the device; empty for 1.</param>
    public void Run(
        MatrixView gradients, ParameterView parameters, UpdateStep<TRule> step, ArrayView<float> gradientScale)
    {
        var count = (long)gradients.RowCount * gradients.ColumnCount;
        _update(gpu.Launch(), new KernelConfig((int)((count + gpu.GroupSize - 1) / gpu.GroupSize), gpu.GroupSize),
            gradients, parameters, step, gradientScale);
    }

    internal static void Update(
        MatrixView gradients, ParameterView parameters, UpdateStep<TRule> step, ArrayView<float> gradientScale)
    {
        var place = (long)Grid.IdxX * Group.DimX + Group.IdxX;
        var row = (int)(place / gradients.ColumnCount);
        if (row >= gradients.RowCount) return;
        var index = gradients.Row(row) + place % gradients.ColumnCount;
        parameters.Update(step, index, gradients.Values[index], gradientScale.Length > 0 ? gradientScale[0] : 1f);
    }
}
