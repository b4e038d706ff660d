using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Sums over the batch and steps of the optimizer, against plain loops in double precision.</summary>
public sealed class UpdateKernelsTests
{
    private static readonly Tolerance _tolerance = new(3e-6, 1e-6);

    // Kernels are compiled once for all tests, each of which may be run by another thread.
    private static readonly Gpu _gpu = TestGpu.Create();

    public UpdateKernelsTests() => _gpu.Enter();

    // From 513 rows on there are several slices.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(130, 6)]
    [InlineData(515, 5)]
    [InlineData(1300, 2)]
    public void Sums_of_columns_are_added_up_and_applied(int batchSize, int columns)
    {
        var d = KernelMatrix.Noise(batchSize * columns, 1);
        var start = KernelMatrix.Noise(columns, 2);
        double[] expected = new double[columns], stepped = new double[columns];
        for (var i = 0; i < d.Length; i++) expected[i % columns] += d[i];
        for (var j = 0; j < columns; j++) stepped[j] = start[j] - 0.5 * expected[j];
        using var dSums = KernelMatrix.Create(_gpu, batchSize, columns, d);
        using var dBiases = KernelMatrix.Create(_gpu, 1, columns);
        using var biases = new GpuParameter(_gpu, "bias", 1, columns, 0);
        biases.Values.CopyFrom(start);
        using var update = new VectorUpdate<Sgd.Rule<GpuReal>>(_gpu);
        update.SumColumns(dSums.View, batchSize, dBiases.View.Values);
        update.Run(
            dSums.View, batchSize, biases.View,
            new UpdateStep<Sgd.Rule<GpuReal>>(new(0.5f), float.PositiveInfinity, 0, 0));

        var tolerance = new Tolerance(1e-6, 1e-7 * batchSize + 1e-6);
        KernelMatrix.Check(_gpu, dBiases, expected, tolerance, "dBiases");
        KernelMatrix.Check(_gpu, biases.Values, stepped, tolerance, "biases");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(33, 6)]
    public void Steps_change_weights_and_states(int rowCount, int columns)
    {
        const float ClipValue = 1.5f, Scale = 0.75f, Decay = 0.1f, L1 = 0.05f, Momentum = 0.9f, Rate = 0.1f;
        float[] start = KernelMatrix.Noise(rowCount * columns, 1), d = KernelMatrix.Noise(start.Length, 2);
        double[] expected = new double[start.Length], velocity = new double[start.Length];
        for (var i = 0; i < d.Length; i++)
        {
            var g = Math.Clamp(d[i], -ClipValue, ClipValue) * (double)Scale + Decay * (double)start[i];
            g += L1 * Math.Sign(start[i]);
            velocity[i] = g;
            expected[i] = start[i] - Rate * g;
        }
        var step = new UpdateStep<MomentumSgd.Rule<GpuReal>>(new(Rate, Momentum), ClipValue, Decay, L1);
        using var scale = KernelMatrix.Create(_gpu, 1, 1, [Scale]);

        using var gradient = KernelMatrix.Create(_gpu, rowCount, columns, d);
        using var weights = new GpuParameter(_gpu, "weight", rowCount, columns, 1);
        weights.Values.CopyFrom(start);
        new MatrixUpdate<MomentumSgd.Rule<GpuReal>>(_gpu).Apply(
            gradient.View, weights.View, step, scale.View.Values.SubView(0, 1));
        KernelMatrix.Check(_gpu, weights.Values, expected, _tolerance, "weights");
        _tolerance.Check(velocity, (float[])weights.SaveStates().Single().Values, "velocity");

        using var line = KernelMatrix.Create(_gpu, 1, d.Length, d);
        using var vector = new GpuParameter(_gpu, "bias", 1, d.Length, 1);
        vector.Values.CopyFrom(start);
        using var update = new VectorUpdate<MomentumSgd.Rule<GpuReal>>(_gpu);
        update.Apply(line.View.Values, vector.View, step, scale.View.Values.SubView(0, 1));
        KernelMatrix.Check(_gpu, vector.Values, expected, _tolerance, "vector");

        // A scale that is left out is 1.
        weights.Values.CopyFrom(new float[d.Length]);
        new MatrixUpdate<Sgd.Rule<GpuReal>>(_gpu).Apply(
            gradient.View, weights.View,
            new UpdateStep<Sgd.Rule<GpuReal>>(new(1f), float.PositiveInfinity, 0, 0), default);
        KernelMatrix.Check(_gpu, weights.Values, [.. d.Select(g => -(double)g)], _tolerance, "plain step");
    }

    [Fact]
    public void Padding_of_weights_stays_zero_where_a_rule_would_divide_zero_by_zero()
    {
        using var gradient = KernelMatrix.Create(_gpu, 3, 5, KernelMatrix.Noise(15, 1));
        using var weights = new GpuParameter(_gpu, "weight", 3, 5, 1);
        new MatrixUpdate<Adagrad.Rule<GpuReal>>(_gpu).Apply(
            gradient.View, weights.View,
            new UpdateStep<Adagrad.Rule<GpuReal>>(new(0.1f, 0f), float.PositiveInfinity, 0, 0), default);
        KernelMatrix.Check(
            _gpu, weights.Values, [.. KernelMatrix.Values(gradient).Select(g => -0.1 * Math.Sign(g))], _tolerance, "w");
    }
}
