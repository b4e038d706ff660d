using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The batch normalization of a layer on the device: what is learned, the running statistics, and what the way
/// back needs of the last batch.</summary>
internal sealed class GpuNormalization : IDisposable
{
    private readonly BatchNormalization _shape;
    private readonly GpuParameter _biases;
    private readonly DeviceMatrix _means, _inverseDeviations;

    /// <param name="gpu">Where.</param>
    /// <param name="name">What the state of the optimizer is called when saved, without ".first".</param>
    /// <param name="normalization">The scales and running statistics at first.</param>
    /// <param name="biases">The biases of the layer, which are not disposed with this.</param>
    /// <param name="stateCount">Numbers that the optimizer keeps for each scale.</param>
    public GpuNormalization(
        Gpu gpu, string name, BatchNormalization normalization, GpuParameter biases, int stateCount)
    {
        var sumCount = normalization.Scale.Length;
        (_shape, _biases) = (normalization.CloneShape(), biases);
        Scale = new GpuParameter(gpu, name, 1, sumCount, stateCount);
        (RunningMean, RunningVariance) = (new(gpu, 1, sumCount), new(gpu, 1, sumCount));
        (_means, _inverseDeviations) = (new(gpu, 1, sumCount), new(gpu, 1, sumCount));
        CopyFrom(normalization);
    }

    public GpuParameter Scale { get; }

    public DeviceMatrix RunningMean { get; }

    public DeviceMatrix RunningVariance { get; }

    public NormalizationView View => new(
        Scale.Values.View.Values, _biases.Values.View.Values, RunningMean.View.Values, RunningVariance.View.Values,
        _means.View.Values, _inverseDeviations.View.Values, _shape.Epsilon, _shape.Momentum);

    public void CopyFrom(BatchNormalization normalization)
    {
        Scale.Values.CopyFrom(normalization.Scale);
        RunningMean.CopyFrom(normalization.RunningMean);
        RunningVariance.CopyFrom(normalization.RunningVariance);
    }

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
        _means.Dispose();
        _inverseDeviations.Dispose();
    }
}

/// <summary>A <see cref="GpuNormalization"/> as an argument of a kernel; all views have a number for each weighted
/// sum.</summary>
/// <param name="scales">The scales.</param>
/// <param name="biases">The biases.</param>
/// <param name="runningMeans">The running means.</param>
/// <param name="runningVariances">The running variances.</param>
/// <param name="means">The means of the last batch.</param>
/// <param name="inverseDeviations">1 / sqrt(variance + epsilon) of the last batch.</param>
/// <param name="epsilon">See <see cref="BatchNormalization.Epsilon"/>.</param>
/// <param name="momentum">See <see cref="BatchNormalization.Momentum"/>.</param>
internal readonly struct NormalizationView(
    ArrayView<float> scales, ArrayView<float> biases, ArrayView<float> runningMeans, ArrayView<float> runningVariances,
    ArrayView<float> means, ArrayView<float> inverseDeviations, float epsilon, float momentum)
{
    public readonly ArrayView<float> Scales = scales, Biases = biases;
    public readonly ArrayView<float> RunningMeans = runningMeans, RunningVariances = runningVariances;
    public readonly ArrayView<float> Means = means, InverseDeviations = inverseDeviations;
    public readonly float Epsilon = epsilon, Momentum = momentum;

    public float InverseDeviation(float variance) => 1 / MathF.Sqrt(variance + Epsilon);

    /// <summary>Keeps the statistics of a batch for the way back, and moves the running ones towards them.</summary>
    public void Keep(int column, int batchSize, float mean, float variance)
    {
        Means[column] = mean;
        InverseDeviations[column] = InverseDeviation(variance);
        if (batchSize == 1) return; // It has no variance.
        var unbiased = variance * ((float)batchSize / (batchSize - 1));
        RunningMeans[column] = (1 - Momentum) * RunningMeans[column] + Momentum * mean;
        RunningVariances[column] = (1 - Momentum) * RunningVariances[column] + Momentum * unbiased;
    }
}
