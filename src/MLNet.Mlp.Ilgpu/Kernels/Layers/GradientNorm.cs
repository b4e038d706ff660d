using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The factor that clips the norm of several gradients taken as one vector. All stays on the device, and all
/// sums are in a fixed order: each matrix has its places for the sums of its groups, which one group adds up.</summary>
internal sealed class GradientNorm : IDisposable
{
    /// <summary>Groups that share a matrix: as many places each matrix has.</summary>
    private const int Groups = 128;

    private readonly Gpu _gpu;
    private readonly float _clipValue;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _sums;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, float, ArrayView<float>, int> _add;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, int, float, ArrayView<float>> _finish;
    private int _count;

    /// <param name="gpu">Where.</param>
    /// <param name="mostMatrices">How many gradients there are at most.</param>
    /// <param name="clipValue">By which elements are clipped before, or infinity.</param>
    public GradientNorm(Gpu gpu, int mostMatrices, float clipValue)
    {
        (_gpu, _clipValue) = (gpu, clipValue);
        _sums = gpu.Allocate<float>((long)mostMatrices * Groups);
        _add = gpu.Accelerator.LoadKernel<ArrayView<float>, float, ArrayView<float>, int>(SumSquares);
        _finish = gpu.Accelerator.LoadKernel<ArrayView<float>, int, float, ArrayView<float>>(Finish);
    }

    public void Begin() => _count = 0;

    /// <summary>Counts a gradient in; its padding is 0.</summary>
    public void Add(ArrayView<float> gradients)
    {
        _add(_gpu.Launch(), new KernelConfig(Groups, _gpu.GroupSize), gradients, _clipValue, _sums.View, _count);
        _count += Groups;
    }

    /// <summary>Writes min(1, limit / (norm + 1e-6)), as <see cref="GradientClipping.Scale"/>.</summary>
    public void Finish(float limit, ArrayView<float> scale) =>
        _finish(_gpu.Launch(), new KernelConfig(1, _gpu.GroupSize), _sums.View, _count, limit, scale);

    public void Dispose() => _sums.Dispose();

    internal static void SumSquares(ArrayView<float> gradients, float clipValue, ArrayView<float> sums, int start)
    {
        var sum = 0f;
        for (var i = (long)Grid.IdxX * Group.DimX + Group.IdxX; i < gradients.Length; i += (long)Grid.DimX * Group.DimX)
        {
            var g = gradients[i];
            g = g > clipValue ? clipValue : g < -clipValue ? -clipValue : g;
            sum += g * g;
        }
        sum = OfGroup(sum);
        if (Group.IdxX == 0) sums[start + Grid.IdxX] = sum;
    }

    internal static void Finish(ArrayView<float> sums, int count, float limit, ArrayView<float> scale)
    {
        var sum = 0f;
        for (var i = Group.IdxX; i < count; i += Group.DimX) sum += sums[i];
        sum = OfGroup(sum);
        if (Group.IdxX > 0) return;
        var factor = limit / (MathF.Sqrt(sum) + 1e-6f);
        scale[0] = factor > 1 ? 1 : factor; // NaN stays NaN.
    }

    /// <summary>The sum over a group's threads, in order, for all of them.</summary>
    private static float OfGroup(float value)
    {
        var shared = SharedMemory.Allocate<float>(256);
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) shared[Group.IdxX] += shared[Group.IdxX + half];
            Group.Barrier();
        }
        return shared[0];
    }
}
