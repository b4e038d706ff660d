using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Tells whether all numbers of some matrices are finite.</summary>
internal sealed class FiniteCheck : IDisposable
{
    // The most groups of a launch.
    private const int MostGroups = 1024;

    private readonly Gpu _gpu;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _found;
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, ArrayView<int>> _find;
    private readonly int[] _host = new int[1];

    public FiniteCheck(Gpu gpu)
    {
        _gpu = gpu;
        _found = gpu.Allocate<int>(1);
        _find = gpu.Kernels.Load<MatrixView, ArrayView<int>>(FindKernel);
    }

    public void Begin() => _found.MemSetToZero(_gpu.Stream);

    public void Add(MatrixView values)
    {
        var quads = (long)values.RowCount * (values.Stride / 4);
        var groups = (int)Math.Clamp((quads + _gpu.GroupSize - 1) / _gpu.GroupSize, 1, MostGroups);
        _find(_gpu.Launch(), new KernelConfig(groups, _gpu.GroupSize), values, _found.View);
    }

    /// <summary>Whether all are that have been added; waits for the device.</summary>
    public bool AreFinite()
    {
        _found.View.CopyToCPU(_gpu.Stream, _host);
        _gpu.Stream.Synchronize();
        return _host[0] == 0;
    }

    public void Dispose() => _found.Dispose();

    public static void FindKernel(MatrixView values, ArrayView<int> found)
    {
        var all = 1;
        var quads = (long)values.RowCount * (values.Stride / 4);
        for (var i = (long)Grid.IdxX * Group.DimX + Group.IdxX; i < quads; i += (long)Grid.DimX * Group.DimX)
        {
            var v = Float4.Load(values.Values, 4 * i);
            if (!(IsFinite(v.X) && IsFinite(v.Y) && IsFinite(v.Z) && IsFinite(v.W))) all = 0;
        }
        // All that write write the same.
        if (all == 0) found[0] = 1;
    }

    /// <summary>By the exponent's bits, as comparisons with NaN are not what they should be in OpenCL: see
    /// <see cref="GpuReal"/>.</summary>
    private static bool IsFinite(float x) => (Interop.FloatAsInt(x) & 0x7F800000) != 0x7F800000;
}
