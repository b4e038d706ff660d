using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The norm of all gradients of a step, and the factor that clips it; both stay on the device: see
/// <see cref="GradientClipping"/>.</summary>
internal sealed class GradientNorm : IDisposable
{
    // The most groups of a launch; each adds to a sum of its own.
    private const int MostGroups = 512;

    private const int MostThreads = 256;

    private readonly Gpu _gpu;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _sums;
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, float, ArrayView<float>> _add;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, int, float, ArrayView<float>> _finish;
    private float _clipValue;

    public GradientNorm(Gpu gpu)
    {
        _gpu = gpu;
        _sums = gpu.Allocate<float>(2 * MostGroups);
        _add = gpu.Kernels.Load<MatrixView, float, ArrayView<float>>(AddKernel);
        _finish = gpu.Kernels.Load<ArrayView<float>, int, float, ArrayView<float>>(FinishKernel);
    }

    /// <summary>Begins a step.</summary>
    /// <param name="clipValue">The limit that each gradient is brought within first.</param>
    public void Begin(float clipValue = float.PositiveInfinity)
    {
        _clipValue = clipValue;
        _sums.MemSetToZero(_gpu.Stream);
    }

    /// <summary>Adds the squares of a matrix or of a vector, which is a matrix of one row. The padding must be 0.
    /// </summary>
    public void Add(MatrixView gradients)
    {
        var quads = (long)gradients.RowCount * (gradients.Stride / 4);
        var groups = (int)Math.Clamp((quads + _gpu.GroupSize - 1) / _gpu.GroupSize, 1, MostGroups);
        _add(_gpu.Launch(), new KernelConfig(groups, _gpu.GroupSize), gradients, _clipValue, _sums.View);
    }

    /// <summary>scale[0] = min(1, limit / (norm + 1e-6)).</summary>
    public void Finish(float limit, ArrayView<float> scale) =>
        _finish(_gpu.Launch(), new KernelConfig(1, _gpu.GroupSize), _sums.View, MostGroups, limit, scale);

    public void Dispose() => _sums.Dispose();

    public static void AddKernel(MatrixView gradients, float clipValue, ArrayView<float> sums)
    {
        var plain = SharedMemory.Allocate<float>(MostThreads);
        var inUnit = SharedMemory.Allocate<float>(MostThreads);
        SquareSum x = default, y = default, z = default, w = default;
        var quads = (long)gradients.RowCount * (gradients.Stride / 4);
        for (var i = (long)Grid.IdxX * Group.DimX + Group.IdxX; i < quads; i += (long)Grid.DimX * Group.DimX)
        {
            var g = Float4.Load(gradients.Values, 4 * i);
            x.Add(GpuFunctions.Clip(g.X, clipValue));
            y.Add(GpuFunctions.Clip(g.Y, clipValue));
            z.Add(GpuFunctions.Clip(g.Z, clipValue));
            w.Add(GpuFunctions.Clip(g.W, clipValue));
        }
        plain[Group.IdxX] = x.Plain + y.Plain + (z.Plain + w.Plain);
        inUnit[Group.IdxX] = x.InUnit + y.InUnit + (z.InUnit + w.InUnit);
        AddUp(plain, inUnit);
        if (Group.IdxX > 0) return;
        sums[2 * Grid.IdxX] += plain[0];
        sums[2 * Grid.IdxX + 1] += inUnit[0];
    }

    public static void FinishKernel(ArrayView<float> sums, int sumCount, float limit, ArrayView<float> scale)
    {
        var plain = SharedMemory.Allocate<float>(MostThreads);
        var inUnit = SharedMemory.Allocate<float>(MostThreads);
        var total = default(SquareSum);
        for (var i = Group.IdxX; i < sumCount; i += Group.DimX)
        {
            total.Plain += sums[2 * i];
            total.InUnit += sums[2 * i + 1];
        }
        plain[Group.IdxX] = total.Plain;
        inUnit[Group.IdxX] = total.InUnit;
        AddUp(plain, inUnit);
        if (Group.IdxX > 0) return;
        total.Plain = plain[0];
        total.InUnit = inUnit[0];
        var factor = limit / (total.Norm() + 1e-6f);
        scale[0] = !float.IsNaN(factor) && factor > 1 ? 1f : factor;
    }

    /// <summary>Adds up what all threads have, in order; the sums are first then.</summary>
    private static void AddUp(ArrayView<float> plain, ArrayView<float> inUnit)
    {
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                plain[Group.IdxX] += plain[Group.IdxX + half];
                inUnit[Group.IdxX] += inUnit[Group.IdxX + half];
            }
            Group.Barrier();
        }
    }
}
