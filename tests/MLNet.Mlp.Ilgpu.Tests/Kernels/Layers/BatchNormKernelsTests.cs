using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Batch normalization on the device, against <see cref="ReferenceLayer"/> with weights that pass the sums
/// on.</summary>
public sealed class BatchNormKernelsTests
{
    private static readonly Tolerance _tolerance = new(3e-6, 3e-6);

    // Kernels are compiled once for all tests, each of which may be run by another thread.
    private static readonly Gpu _gpu = TestGpu.Create();

    public BatchNormKernelsTests() => _gpu.Enter();

    // From 513 rows on there are several slices.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(17, 9)]
    [InlineData(130, 4)]
    [InlineData(513, 5)]
    [InlineData(1111, 3)]
    public void Both_ways_are_those_of_the_reference(int batchSize, int columns)
    {
        var layer = Layer(columns);
        float[] z = KernelMatrix.Noise(batchSize * columns, 1), dOutput = KernelMatrix.Noise(batchSize * columns, 2);
        for (var i = 0; i < z.Length; i++) z[i] += i % columns;
        var reference = new ReferenceLayer(layer);
        var pass = reference.Forward(ToMatrix(z, columns), training: true, null);
        var gradients = reference.Backward(pass, ToMatrix(dOutput, columns), null);
        reference.UpdateRunningStatistics(pass);

        using var biases = new GpuParameter(_gpu, "bias", 1, columns, 0);
        biases.Values.CopyFrom(layer.Biases);
        using var n = new GpuNormalization(_gpu, "scale", layer.Normalization!, biases, 0);
        using var sums = KernelMatrix.Create(_gpu, batchSize, columns, z);
        using var standardized = KernelMatrix.Create(_gpu, batchSize, columns);
        using var y = KernelMatrix.Create(_gpu, batchSize, columns);
        using var dY = KernelMatrix.Create(_gpu, batchSize, columns, dOutput);
        using var dBiases = KernelMatrix.Create(_gpu, 1, columns);
        using var dScales = KernelMatrix.Create(_gpu, 1, columns);
        using var kernels = new BatchNormKernels(_gpu);
        kernels.Forward(sums.View, batchSize, training: true, n, standardized.View, y.View);
        kernels.Backward(dY.View, standardized.View, batchSize, n, dBiases.View.Values, dScales.View.Values);

        KernelMatrix.Check(_gpu, standardized, Rows(pass.Standardized!), _tolerance, "n");
        KernelMatrix.Check(_gpu, y, Rows(pass.Preactivations), _tolerance, "y");
        // Sums over the batch of what cancels.
        var sumTolerance = new Tolerance(3e-6, 1e-6 * Math.Max(3, batchSize));
        KernelMatrix.Check(_gpu, dBiases, [.. gradients.Biases], sumTolerance, "dBiases");
        KernelMatrix.Check(_gpu, dScales, [.. gradients.Scale!], sumTolerance, "dScales");
        // dX = dZ W, and W is the identity. With two rows nearly all cancels.
        KernelMatrix.Check(_gpu, dY, Rows(gradients.Input), new(1e-5, batchSize == 2 ? 1e-4 : 1e-5), "dZ");
        KernelMatrix.Check(_gpu, n.RunningMean, [.. reference.RunningMean!], _tolerance, "running mean");
        KernelMatrix.Check(_gpu, n.RunningVariance, [.. reference.RunningVariance!], _tolerance, "running variance");

        var scored = reference.Forward(ToMatrix(z, columns), training: false, null);
        kernels.Forward(sums.View, batchSize, training: false, n, default, sums.View);
        KernelMatrix.Check(_gpu, sums, Rows(scored.Preactivations), _tolerance, "y of the running statistics");
        KernelMatrix.Check(_gpu, n.RunningMean, [.. reference.RunningMean!], _tolerance, "running mean after scoring");
    }

    [Fact]
    public void A_mean_far_from_zero_leaves_the_variance_exact()
    {
        const int BatchSize = 700;
        var z = KernelMatrix.Noise(BatchSize, 3);
        for (var i = 0; i < z.Length; i++) z[i] += 1000;
        var layer = Layer(1);
        using var biases = new GpuParameter(_gpu, "bias", 1, 1, 0);
        using var n = new GpuNormalization(_gpu, "scale", layer.Normalization!, biases, 0);
        using var sums = KernelMatrix.Create(_gpu, BatchSize, 1, z);
        using var y = KernelMatrix.Create(_gpu, BatchSize, 1);
        using var kernels = new BatchNormKernels(_gpu);
        kernels.Forward(sums.View, BatchSize, training: true, n, y.View, y.View);

        var mean = z.Average(x => (double)x);
        var variance = z.Average(x => (x - mean) * (x - mean));
        var momentum = layer.Normalization!.Momentum;
        var expected = (1 - momentum) * layer.Normalization.RunningVariance[0] +
            momentum * variance * BatchSize / (BatchSize - 1);
        KernelMatrix.Check(_gpu, n.RunningVariance, [expected], new(1e-6, 0), "running variance");
    }

    [Fact]
    public void Parameters_come_back()
    {
        var normalization = Layer(5).Normalization!;
        using var biases = new GpuParameter(_gpu, "bias", 1, 5, 0);
        using var n = new GpuNormalization(_gpu, "scale", normalization, biases, 0);
        var copy = normalization.CloneShape();
        n.CopyTo(copy);
        Assert.Equal(normalization.Scale, copy.Scale);
        Assert.Equal(normalization.RunningMean, copy.RunningMean);
        Assert.Equal(normalization.RunningVariance, copy.RunningVariance);
    }

    private static DenseLayer Layer(int columns)
    {
        var layer = new DenseLayer(columns, columns, Activation.Identity)
        {
            Normalization = new BatchNormalization(columns, momentum: 0.3f, epsilon: 1e-3f),
        };
        for (var j = 0; j < columns; j++)
        {
            layer.Weights[j * columns + j] = 1;
            layer.Biases[j] = 0.25f * j - 1;
            layer.Normalization.Scale[j] = 1.5f - 0.5f * j;
            layer.Normalization.RunningMean[j] = 0.5f + j;
            layer.Normalization.RunningVariance[j] = 0.75f + j;
        }
        return layer;
    }

    private static Matrix<double> ToMatrix(float[] values, int columns) => ReferenceBatch.Of(values, columns);

    private static double[] Rows(Matrix<double> matrix) => matrix.ToRowMajorArray();
}
