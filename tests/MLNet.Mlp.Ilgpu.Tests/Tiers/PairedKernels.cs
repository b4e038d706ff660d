using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>A right kernel whose type has type parameters, to see that each is found with each of its types.</summary>
internal static class PairedKernels<TActivation, TRule>
    where TActivation : struct, IActivation
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    public static void Load(Accelerator accelerator) => accelerator.LoadKernel<MatrixView, TRule>(Update);

    public static void Update(MatrixView x, TRule rule)
    {
        var i = Grid.GlobalIndex.X;
        var value = new GpuReal(x.Values[i]);
        GpuReal first = new(0), second = new(0);
        x.Values[i] = rule.Step(value, TActivation.Forward(value), ref first, ref second).Value;
    }
}
