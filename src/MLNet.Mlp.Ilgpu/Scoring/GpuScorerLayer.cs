using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The weights and biases of a plain layer on the device, for all streams of a scorer.</summary>
internal sealed class GpuScorerLayer : IDisposable
{
    private readonly DeviceMatrix _weights;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _biases;

    public GpuScorerLayer(Gpu gpu, DenseLayer layer)
    {
        Shape = layer;
        _weights = new DeviceMatrix(gpu, layer.InputSize, layer.SumCount);
        _weights.CopyFrom(WeightLayout.Transpose(layer.Weights, layer.SumCount, layer.InputSize));
        // As long as a row, so that they may be read by fours.
        _biases = gpu.Allocate<float>(_weights.Stride);
        _biases.View.SubView(0, layer.SumCount).CopyFromCPU(gpu.Stream, layer.Biases);
        gpu.Stream.Synchronize();
    }

    public DenseLayer Shape { get; }

    /// <summary>inputSize x sumCount.</summary>
    public MatrixView Weights => _weights.View;

    public ArrayView<float> Biases => _biases.View;

    public void Dispose()
    {
        _weights.Dispose();
        _biases.Dispose();
    }
}
