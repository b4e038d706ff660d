using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Batch normalization (Ioffe and Szegedy, 2015), one launch each way: a group does all that some columns need.
/// See <see cref="ReferenceLayer"/> for the formulas.</summary>
internal sealed class BatchNormKernels(Gpu gpu)
{
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, int, Statistics, MatrixView, MatrixView>
        _train = gpu.Accelerator.LoadKernel<MatrixView, int, Statistics, MatrixView, MatrixView>(Train);

    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, int, Statistics, MatrixView> _evaluate =
        gpu.Accelerator.LoadKernel<MatrixView, int, Statistics, MatrixView>(Evaluate);

    private readonly Action<
        AcceleratorStream, KernelConfig, MatrixView, MatrixView, int, Statistics, MatrixView, MatrixView> _backward =
        gpu.Accelerator.LoadKernel<MatrixView, MatrixView, int, Statistics, MatrixView, MatrixView>(Backward);

    /// <summary>The parameters and statistics of a layer, as an argument of a kernel.</summary>
    internal readonly struct Statistics(GpuNormalization normalization, ArrayView<float> biases)
    {
        public readonly ArrayView<float> Scales = normalization.Scale.Values.View.Values;
        public readonly ArrayView<float> Biases = biases;
        public readonly ArrayView<float> RunningMeans = normalization.RunningMean.View.Values;
        public readonly ArrayView<float> RunningVariances = normalization.RunningVariance.View.Values;
        public readonly ArrayView<float> Deviations = normalization.Deviations;
        public readonly float Momentum = normalization.Momentum, Epsilon = normalization.Epsilon;
    }

    /// <summary>Y from Z by the statistics of the batch, towards which the running ones move; N is kept for the way
    /// back. Without training, by the running ones, and N is not written.</summary>
    public void Forward(
        MatrixView sums, int batchSize, bool training, GpuNormalization normalization, ArrayView<float> biases,
        MatrixView standardized, MatrixView y)
    {
        var statistics = new Statistics(normalization, biases);
        if (training) _train(gpu.Launch(), Config(sums), sums, batchSize, statistics, standardized, y);
        else _evaluate(gpu.Launch(), Config(sums), sums, batchSize, statistics, y);
    }

    /// <summary>The gradients of biases and scales, and dZ in place of dY.</summary>
    public void Backward(MatrixView dY, MatrixView standardized, int batchSize, GpuNormalization normalization) =>
        _backward(gpu.Launch(), Config(dY), dY, standardized, batchSize, new Statistics(normalization, default),
            normalization.dBiases, normalization.dScales);

    private KernelConfig Config(MatrixView matrix) => new(ColumnSum.Groups(matrix.ColumnCount), gpu.GroupSize);

    internal static void Train(
        MatrixView sums, int batchSize, Statistics statistics, MatrixView standardized, MatrixView y)
    {
        var (column, columnCount) = (ColumnSum.Column, sums.ColumnCount);
        var mean = ColumnSum.Of(new ElementTerm(sums), batchSize, columnCount) / batchSize;
        // From the mean, as the difference of mean squares would cancel.
        var variance = ColumnSum.Of(new SquareTerm(sums, mean), batchSize, columnCount) / batchSize;
        if (column >= columnCount) return;
        var deviation = MathF.Sqrt(variance + statistics.Epsilon);
        float scale = statistics.Scales[column], bias = statistics.Biases[column];
        for (var row = ColumnSum.FirstRow; row < batchSize; row += ColumnSum.RowStep)
        {
            var n = (sums.Values[sums.Row(row) + column] - mean) / deviation;
            standardized.Values[standardized.Row(row) + column] = n;
            y.Values[y.Row(row) + column] = scale * n + bias;
        }
        if (ColumnSum.FirstRow > 0) return;
        statistics.Deviations[column] = deviation;
        if (batchSize == 1) return; // Whose variance says nothing.
        var keep = 1 - statistics.Momentum;
        statistics.RunningMeans[column] = keep * statistics.RunningMeans[column] + statistics.Momentum * mean;
        statistics.RunningVariances[column] = keep * statistics.RunningVariances[column] +
            statistics.Momentum * (batchSize / (batchSize - 1f)) * variance;
    }

    internal static void Evaluate(MatrixView sums, int batchSize, Statistics statistics, MatrixView y)
    {
        var column = ColumnSum.Column;
        if (column >= sums.ColumnCount) return;
        var mean = statistics.RunningMeans[column];
        var deviation = MathF.Sqrt(statistics.RunningVariances[column] + statistics.Epsilon);
        float scale = statistics.Scales[column], bias = statistics.Biases[column];
        for (var row = ColumnSum.FirstRow; row < batchSize; row += ColumnSum.RowStep)
            y.Values[y.Row(row) + column] = scale * ((sums.Values[sums.Row(row) + column] - mean) / deviation) + bias;
    }

    internal static void Backward(
        MatrixView dY, MatrixView standardized, int batchSize, Statistics statistics, MatrixView dBiases,
        MatrixView dScales)
    {
        var (column, columnCount) = (ColumnSum.Column, dY.ColumnCount);
        var dBias = ColumnSum.Of(new ElementTerm(dY), batchSize, columnCount);
        var dScale = ColumnSum.Of(new ProductTerm(dY, standardized), batchSize, columnCount);
        if (column >= columnCount) return;
        var factor = statistics.Scales[column] / statistics.Deviations[column];
        float meanD = dBias / batchSize, meanDN = dScale / batchSize;
        for (var row = ColumnSum.FirstRow; row < batchSize; row += ColumnSum.RowStep)
        {
            var index = dY.Row(row) + column;
            var n = standardized.Values[standardized.Row(row) + column];
            dY.Values[index] = factor * (dY.Values[index] - meanD - n * meanDN);
        }
        if (ColumnSum.FirstRow > 0) return;
        dBiases.Values[column] = dBias;
        dScales.Values[column] = dScale;
    }
}
