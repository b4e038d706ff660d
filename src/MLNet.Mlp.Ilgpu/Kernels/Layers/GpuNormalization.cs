using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The <see cref="BatchNormalization"/> of a layer on the device.</summary>
internal sealed class GpuNormalization : IDisposable
{
    private readonly DeviceMatrix _deviations;
    private readonly DeviceMatrix _dBiases;
    private readonly DeviceMatrix _dScales;

    /// <param name="gpu">Where.</param>
    /// <param name="normalization">The layer's, which is copied.</param>
    /// <param name="name">What the optimizer's state of the scales is called.</param>
    /// <param name="stateCount">Numbers that the optimizer keeps for each scale.</param>
    public GpuNormalization(Gpu gpu, BatchNormalization normalization, string name, int stateCount)
    {
        var sumCount = normalization.Scale.Length;
        (Momentum, Epsilon) = (normalization.Momentum, normalization.Epsilon);
        Scale = new GpuParameter(gpu, name, 1, sumCount, stateCount);
        (RunningMean, RunningVariance) = (new DeviceMatrix(gpu, 1, sumCount), new DeviceMatrix(gpu, 1, sumCount));
        (_deviations, _dBiases, _dScales) = (
            new DeviceMatrix(gpu, 1, sumCount), new DeviceMatrix(gpu, 1, sumCount), new DeviceMatrix(gpu, 1, sumCount));
        Scale.Values.CopyFrom(normalization.Scale);
        RunningMean.CopyFrom(normalization.RunningMean);
        RunningVariance.CopyFrom(normalization.RunningVariance);
    }

    public float Momentum { get; }

    public float Epsilon { get; }

    public GpuParameter Scale { get; }

    public DeviceMatrix RunningMean { get; }

    public DeviceMatrix RunningVariance { get; }

    /// <summary>sqrt(variance + epsilon) of the last batch.</summary>
    public ArrayView<float> Deviations => _deviations.View.Values;

    /// <summary>The gradient of the biases, 1 x sumCount.</summary>
    public MatrixView dBiases => _dBiases.View;

    /// <summary>The gradient of the scales, 1 x sumCount.</summary>
    public MatrixView dScales => _dScales.View;

    public void CopyTo(BatchNormalization normalization)
    {
        Scale.Values.CopyTo(normalization.Scale);
        RunningMean.CopyTo(normalization.RunningMean);
        RunningVariance.CopyTo(normalization.RunningVariance);
    }

    public void Dispose()
    {
        Scale.Dispose();
        RunningMean.Dispose();
        RunningVariance.Dispose();
        _deviations.Dispose();
        _dBiases.Dispose();
        _dScales.Dispose();
    }
}
