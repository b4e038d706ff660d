using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Kernels that are wrong on purpose, and right ones beside them, to see that the tests of kernels tell them
/// apart.</summary>
internal static class FaultyKernels
{
    public static void Load(Accelerator accelerator)
    {
        accelerator.LoadKernel<MatrixView>(Right<ReLU>);
        accelerator.LoadStreamKernel<ArrayView<float>>(WithLocalMemory);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(WithDoubles);
        accelerator.LoadKernel<ArrayView<float>>(WithoutDefinition);
        accelerator.LoadKernel<ArrayView<float>>(WithException);
    }

    public static void Right<TActivation>(MatrixView x) where TActivation : unmanaged, IActivation
    {
        var i = Grid.GlobalIndex.X;
        x.Values[i] = TActivation.Forward<GpuReal>(new GpuReal(x.Values[i])).Value;
    }

    public static void WithLocalMemory(ArrayView<float> x)
    {
        var values = LocalMemory.Allocate<float>(16);
        for (var i = 0; i < 16; i++) values[i] = x[i];
        x[0] = values[(int)x[1]];
    }

    public static void WithDoubles(Index1D i, ArrayView<float> x) => x[i] = (float)(x[i] * 1.000000001);

    public static void WithoutDefinition(ArrayView<float> x) => x[0] = MathF.FusedMultiplyAdd(x[0], x[1], x[2]);

    public static void WithException(ArrayView<float> x)
    {
        var span = new Span<float>(new float[3]);
        x[0] = span[1];
    }
}
