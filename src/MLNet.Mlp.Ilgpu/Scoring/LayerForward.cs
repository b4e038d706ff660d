using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>A plain layer on one of a scorer's streams. The order of its sums is the same whatever rows are beside
/// a row.</summary>
internal sealed class LayerForward : IDisposable
{
    private readonly Gpu _gpu;
    private readonly GpuScorerLayer _layer;
    private readonly Action<AcceleratorStream, KernelConfig, InputRows, MatrixView, MatrixView> _denseSums;
    private readonly Action<AcceleratorStream, KernelConfig, SparseRowSums, MatrixView, int, int> _sparseSums;
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, ArrayView<float>, MatrixView> _activate;
    private DeviceMatrix? _sums, _activations;

    public LayerForward(Gpu gpu, GpuScorerLayer layer)
    {
        (_gpu, _layer) = (gpu, layer);
        _denseSums = gpu.Accelerator.LoadKernel<InputRows, MatrixView, MatrixView>(LayerForwardKernels.Sums);
        _sparseSums = gpu.Accelerator.LoadKernel<SparseRowSums, MatrixView, int, int>(GatheredSumKernel.Run);
        _activate = layer.Shape.Activation == Activation.Maxout
            ? gpu.Accelerator.LoadKernel<MatrixView, ArrayView<float>, MatrixView>(LayerForwardKernels.Maxout)
            : layer.Shape.Activation
                .Run<LoadActivation, Action<AcceleratorStream, KernelConfig, MatrixView, ArrayView<float>, MatrixView>>(
                    new LoadActivation(gpu));
    }

    /// <summary>Computes the activations of dense rows.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="capacity">How many to have memory for.</param>
    /// <returns>rowCount x outputSize, valid until the next call.</returns>
    public MatrixView Forward(InputRows x, int rowCount, int capacity)
    {
        var sums = Reserve(ref _sums, capacity, _layer.Shape.SumCount);
        _denseSums(_gpu.Launch(), Config(rowCount, sums.ColumnCount), x, _layer.Weights, sums);
        return Activate(sums, rowCount, capacity);
    }

    /// <summary>Computes the activations of the first of some sparse rows.</summary>
    /// <inheritdoc cref="Forward(InputRows, int, int)"/>
    public MatrixView Forward(SparseView x, int rowCount, int capacity)
    {
        var sums = Reserve(ref _sums, capacity, _layer.Shape.SumCount);
        var shape = new GatheredSumShape(_gpu, sums.ColumnCount);
        _sparseSums(_gpu.Launch(), shape.Config(rowCount, int.MaxValue),
            new SparseRowSums(new SparseBatch(x, default, rowCount), sums), _layer.Weights, shape.ColumnThreads,
            shape.Parts);
        return Activate(sums, rowCount, capacity);
    }

    public void Dispose()
    {
        _sums?.Dispose();
        _activations?.Dispose();
    }

    private MatrixView Activate(MatrixView sums, int rowCount, int capacity)
    {
        var a = Reserve(ref _activations, capacity, _layer.Shape.OutputSize);
        _activate(_gpu.Launch(), Config(rowCount, a.ColumnCount), sums, _layer.Biases, a);
        return a;
    }

    private MatrixView Reserve(ref DeviceMatrix? matrix, int rowCount, int columnCount)
    {
        if (matrix is null || matrix.RowCount < rowCount)
        {
            _gpu.Stream.Synchronize();
            matrix?.Dispose();
            matrix = null;
            matrix = new DeviceMatrix(_gpu, rowCount, columnCount);
        }
        return matrix.View;
    }

    private KernelConfig Config(int rowCount, int columnCount) => new(
        new Index3D(rowCount, (columnCount + _gpu.GroupSize - 1) / _gpu.GroupSize, 1), new Index3D(_gpu.GroupSize, 1, 1));

    private readonly struct LoadActivation(Gpu gpu)
        : IActivationCode<Action<AcceleratorStream, KernelConfig, MatrixView, ArrayView<float>, MatrixView>>
    {
        public Action<AcceleratorStream, KernelConfig, MatrixView, ArrayView<float>, MatrixView> Run<TActivation>()
            where TActivation : unmanaged, IActivation =>
            gpu.Accelerator.LoadKernel<MatrixView, ArrayView<float>, MatrixView>(
                LayerForwardKernels.Activate<TActivation>);
    }
}
