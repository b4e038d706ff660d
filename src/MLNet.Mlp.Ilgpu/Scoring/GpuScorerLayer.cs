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
        _weights.CopyFrom(Transpose(layer));
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

    /// <summary>In squares, as one of the two matrices is walked against its grain.</summary>
    private static float[] Transpose(DenseLayer layer)
    {
        const int Side = 32;
        var (source, sumCount, inputSize) = (layer.Weights, layer.SumCount, layer.InputSize);
        var result = new float[source.Length];
        for (var firstSum = 0; firstSum < sumCount; firstSum += Side)
            for (var firstInput = 0; firstInput < inputSize; firstInput += Side)
                for (var sum = firstSum; sum < Math.Min(firstSum + Side, sumCount); sum++)
                    for (var input = firstInput; input < Math.Min(firstInput + Side, inputSize); input++)
                        result[input * sumCount + sum] = source[sum * inputSize + input];
        return result;
    }
}
