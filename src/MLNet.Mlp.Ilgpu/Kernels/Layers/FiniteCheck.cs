using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Whether all numbers of some matrices are finite. One number comes back.</summary>
internal sealed class FiniteCheck(Gpu gpu) : IDisposable
{
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _found = gpu.Allocate<int>(1);
    private readonly int[] _host = new int[1];
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<int>> _look =
        gpu.Accelerator.LoadKernel<ArrayView<float>, ArrayView<int>>(Look);

    public void Begin() => _found.MemSetToZero(gpu.Stream);

    /// <summary>Looks at a matrix with its padding, which is 0.</summary>
    public void Add(MatrixView matrix)
    {
        var groups = (int)Math.Min(1024, (matrix.Values.Length + gpu.GroupSize - 1) / gpu.GroupSize);
        _look(gpu.Launch(), new KernelConfig(groups, gpu.GroupSize), matrix.Values, _found.View);
    }

    public bool AreFinite()
    {
        _found.View.CopyToCPU(gpu.Stream, _host);
        gpu.Stream.Synchronize();
        return _host[0] == 0;
    }

    public void Dispose() => _found.Dispose();

    internal static void Look(ArrayView<float> values, ArrayView<int> found)
    {
        for (var i = (long)Grid.IdxX * Group.DimX + Group.IdxX; i < values.Length; i += (long)Grid.DimX * Group.DimX)
            if (!(IntrinsicMath.Abs(values[i]) <= float.MaxValue)) found[0] = 1; // Whoever writes it writes the same.
    }
}
