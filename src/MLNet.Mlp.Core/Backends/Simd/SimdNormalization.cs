using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>
/// <see cref="BatchNormalization"/> of a layer in training. With B rows in the batch, and mean and variance of each
/// column,
/// <code>
/// N  = (Z - mean) / sqrt(variance + epsilon)
/// Y  = scale N + bias
/// dbias = sum of the rows of dY,   dscale = sum of the rows of dY N
/// dZ = scale / sqrt(variance + epsilon) (dY - dbias / B - N dscale / B)
/// </code>
/// What needs whole columns is divided among the threads by columns; the rest, by rows, comes after a meeting.
/// </summary>
internal sealed unsafe class SimdNormalization
{
    private readonly float _momentum;
    private readonly float _epsilon;
    private readonly TrainableVector _biases;
    private readonly float[] _runningMeans;
    private readonly float[] _runningVariances;

    // Of each column, in double precision, and what the rows are computed with.
    private readonly double[] _means;
    private readonly double[] _sums;
    private readonly PanelMatrix _shifts;
    private readonly PanelMatrix _inverseDeviations;
    private readonly PanelMatrix _dBiasMeans;
    private readonly PanelMatrix _dScaleMeans;

    public SimdNormalization(BatchNormalization shape, TrainableVector biases, TrainingOptions options)
    {
        (_momentum, _epsilon, _biases) = (shape.Momentum, shape.Epsilon, biases);
        var sumCount = shape.Scale.Length;
        PanelMatrix CreateRow() => new(1, sumCount);
        var scales = CreateRow();
        scales.SetTransposed(shape.Scale);
        Scales = new TrainableVector(scales, options);
        (_shifts, _inverseDeviations, _dBiasMeans, _dScaleMeans) = (CreateRow(), CreateRow(), CreateRow(), CreateRow());
        (_means, _sums) = (new double[scales.Span.Length], new double[scales.Span.Length]);
        (_runningMeans, _runningVariances) = ([.. shape.RunningMean], [.. shape.RunningVariance]);
    }

    public TrainableVector Scales { get; }

    public bool HasFiniteParameters() => TensorPrimitives.IsFiniteAll<float>(Scales.Values) &&
        TensorPrimitives.IsFiniteAll<float>(_runningMeans) && TensorPrimitives.IsFiniteAll<float>(_runningVariances);

    public void CopyTo(BatchNormalization normalization)
    {
        Scales.Values[.._runningMeans.Length].CopyTo(normalization.Scale);
        _runningMeans.CopyTo(normalization.RunningMean, 0);
        _runningVariances.CopyTo(normalization.RunningVariance, 0);
    }

    /// <summary>Takes mean and variance from the batch, for columns start .. end - 1, and moves the running
    /// ones.</summary>
    public void UseBatch(PaddedMatrix z, int batchSize, int start, int end)
    {
        ColumnSums.Sum(z.Row(0), z.Stride, batchSize, start, end, _means);
        for (var j = start; j < end; j++) _means[j] /= batchSize;
        ColumnSums.SumSquaredDeviations(z.Row(0), z.Stride, batchSize, start, end, _means, _sums);
        for (var j = start; j < end; j++)
        {
            var variance = _sums[j] / batchSize;
            Use(j, _means[j], variance);
            // One row has no variance; the columns beyond the last are filling.
            if (batchSize == 1 || j >= _runningMeans.Length) continue;
            Move(ref _runningMeans[j], _means[j]);
            Move(ref _runningVariances[j], variance * (batchSize / (batchSize - 1.0)));
        }
    }

    /// <summary>Takes the running mean and variance, as in scoring.</summary>
    public void UseRunningStatistics()
    {
        for (var j = 0; j < _runningMeans.Length; j++) Use(j, _runningMeans[j], _runningVariances[j]);
    }

    /// <summary>Turns a row of Z into N, and writes Y, which lies elsewhere.</summary>
    public void Normalize(float* z, float* y)
    {
        float* shifts = _shifts.Row(0, 0), inverseDeviations = _inverseDeviations.Row(0, 0);
        fixed (float* scales = Scales.Values, biases = _biases.Values)
            for (var j = 0; j < _shifts.Span.Length; j += Vector<float>.Count)
            {
                var n = (Vector.Load(z + j) - Vector.Load(shifts + j)) * Vector.Load(inverseDeviations + j);
                n.Store(z + j);
                (Vector.Load(scales + j) * n + Vector.Load(biases + j)).Store(y + j);
            }
    }

    /// <summary>The gradients of biases and scales in columns start .. end - 1, clipped by value; dZ below needs them
    /// as they were.</summary>
    public void SumGradients(PaddedMatrix dY, PaddedMatrix n, int batchSize, int start, int end)
    {
        ColumnSums.Sum(dY.Row(0), dY.Stride, batchSize, start, end, _sums);
        SetGradients(_biases, _dBiasMeans);
        ColumnSums.SumProducts(dY.Row(0), dY.Stride, n.Row(0), n.Stride, batchSize, start, end, _sums);
        SetGradients(Scales, _dScaleMeans);

        void SetGradients(TrainableVector parameters, PanelMatrix rowMeans)
        {
            for (var j = start; j < end; j++)
            {
                parameters.Gradients[j] = (float)_sums[j];
                rowMeans.Span[j] = (float)(_sums[j] / batchSize);
            }
            parameters.Clip(start, end);
        }
    }

    /// <summary>Turns a row of dY into dZ.</summary>
    public void Denormalize(float* n, float* dY)
    {
        float* inverseDeviations = _inverseDeviations.Row(0, 0);
        float* dBiasMeans = _dBiasMeans.Row(0, 0), dScaleMeans = _dScaleMeans.Row(0, 0);
        fixed (float* scales = Scales.Values)
            for (var j = 0; j < _shifts.Span.Length; j += Vector<float>.Count)
            {
                var factor = Vector.Load(scales + j) * Vector.Load(inverseDeviations + j);
                var centered = Vector.Load(dY + j) - Vector.Load(dBiasMeans + j);
                (factor * (centered - Vector.Load(n + j) * Vector.Load(dScaleMeans + j))).Store(dY + j);
            }
    }

    private void Use(int j, double mean, double variance)
    {
        _shifts.Span[j] = (float)mean;
        _inverseDeviations.Span[j] = (float)(1 / Math.Sqrt(variance + _epsilon));
    }

    private void Move(ref float running, double value) =>
        running = (float)((1 - (double)_momentum) * running + (double)_momentum * value);
}
