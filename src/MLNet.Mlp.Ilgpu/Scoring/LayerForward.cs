using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>A plain layer on one of a scorer's streams. The order of its sums is the same whatever rows are beside
/// a row.</summary>
internal sealed class LayerForward : IDisposable
{
    private readonly Gpu _gpu;
    private readonly GpuScorerLayer _layer;
    private readonly ForwardProduct? _forward;
    private readonly PlainProduct _product;
    private readonly ActivationKernels _activation;
    private readonly Action<AcceleratorStream, KernelConfig, SparseRowSums, MatrixView, int, int> _sparseSums;
    private DeviceMatrix? _sums, _activations;

    public LayerForward(Gpu gpu, GpuScorerLayer layer)
    {
        (_gpu, _layer) = (gpu, layer);
        var activation = layer.Shape.Activation;
        if (activation != Activation.Maxout) _forward = ForwardProduct.Create(gpu, activation);
        (_product, _activation) = (new PlainProduct(gpu), ActivationKernels.Create(gpu, activation));
        _sparseSums = gpu.Kernels.Load<SparseRowSums, MatrixView, int, int>(GatheredSumKernel.Run);
    }

    /// <summary>Computes the activations of dense rows.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="capacity">How many to have memory for.</param>
    /// <returns>rowCount x outputSize, valid until the next call.</returns>
    public MatrixView Forward(InputRows x, int rowCount, int capacity)
    {
        if (_forward is not null)
        {
            var a = Reserve(ref _activations, capacity, _layer.Shape.OutputSize);
            _forward.Run(x, _layer.Weights, _layer.Biases, rowCount, default, a, default, DropoutKey.None);
            return a;
        }
        var sums = Reserve(ref _sums, capacity, _layer.Shape.SumCount);
        _product.Forward(x, _layer.Weights, rowCount, sums);
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
        _activation.ForwardWithBias(sums, _layer.Biases, rowCount, a, default, DropoutKey.None);
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
}
