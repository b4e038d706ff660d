using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class SparseUpdateTests : IDisposable
{
    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    /// <summary>A rule with both states, by which whatever is left out or done twice shows.</summary>
    internal readonly struct TwoStates(float rate) : IUpdateRule<GpuReal>
    {
        public readonly float Rate = rate;

        public static int StateCount => 2;

        public GpuReal Step(GpuReal weight, GpuReal gradient, ref GpuReal first, ref GpuReal second)
        {
            first = new(0.5f * first.Value + gradient.Value);
            second = new(second.Value + 1);
            return new(weight.Value - Rate * first.Value);
        }
    }

    internal readonly struct NoState(float rate) : IUpdateRule<GpuReal>
    {
        public readonly float Rate = rate;

        public static int StateCount => 0;

        public GpuReal Step(GpuReal weight, GpuReal gradient, ref GpuReal first, ref GpuReal second) =>
            new(weight.Value - Rate * gradient.Value);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(30, 17)]
    [InlineData(40, 33)]
    [InlineData(12, 130)]
    public void Only_seen_inputs_take_part_in_steps(int inputSize, int sumCount)
    {
        using var data = new SparseBatches(_gpu, 60, inputSize, 4.0 / inputSize, seed: 1);
        using var product = new SparseProduct(_gpu, inputSize);
        using var weights = new GpuParameter(_gpu, "w", inputSize, sumCount, stateCount: 2);
        var (values, _) = SparseBatches.Random(_gpu, inputSize, sumCount, seed: 4);
        weights.Values.CopyFrom(values);
        double[] expected = [.. values], first = new double[values.Length], second = new double[values.Length];
        var random = new Random(1);
        foreach (var batchSize in new[] { 5, 18, 1 })
        {
            int[] batch = [.. Enumerable.Range(0, batchSize).Select(_ => random.Next(60))];
            var (dSums, dSumsMatrix) = SparseBatches.Random(_gpu, batchSize, sumCount, seed: batchSize);
            var gradients = Gradients(data.Features, batch, dSums, sumCount);
            foreach (var (input, gradient) in gradients)
                for (var j = 0; j < sumCount; j++)
                {
                    var i = input * sumCount + j;
                    first[i] = 0.5 * first[i] + Math.Clamp(gradient[j], -0.75, 0.75) * 0.5 + 0.125 * expected[i];
                    second[i]++;
                    expected[i] -= 0.25 * first[i];
                }

            using var scale = _gpu.Accelerator.Allocate1D([0.5f]);
            var step = new UpdateStep<TwoStates>(new(0.25f), clipValue: 0.75f, decay: 0.125f, l1: 0);
            product.Load(data.View, data.ToDevice(batch), batchSize);
            product.Update(dSumsMatrix.View, weights.View, step, scale.View);
            dSumsMatrix.Dispose();

            new Tolerance(1e-5, 1e-5).Check(expected, SparseBatches.Read(weights.Values), $"weights of {batchSize}");
            var states = weights.SaveStates().Select(state => (float[])state.Values).ToArray();
            new Tolerance(1e-5, 1e-5).Check(first, states[0], "first state");
            new Tolerance(0, 0).Check(second, states[1], "second state");
        }
    }

    [Theory]
    [InlineData(30, 17)]
    [InlineData(50, 4)]
    [InlineData(5, 130)]
    public void Gradients_come_in_the_order_of_inputs_and_zeros_after_them(int inputSize, int sumCount)
    {
        using var data = new SparseBatches(_gpu, 60, inputSize, 4.0 / inputSize, seed: 1);
        using var product = new SparseProduct(_gpu, inputSize);
        var (_, matrix) = SparseBatches.Random(_gpu, inputSize, sumCount, seed: 9);
        foreach (var batch in new[] { [1, 5, 0, 59, 33, 1, 3], [4], new[] { 3 } })
        {
            var (dSums, dSumsMatrix) = SparseBatches.Random(_gpu, batch.Length, sumCount, seed: 5);
            product.Load(data.View, data.ToDevice(batch), batch.Length);
            product.Gradient(dSumsMatrix.View, matrix.View);
            dSumsMatrix.Dispose();

            var actual = SparseBatches.Read(matrix);
            var place = 0;
            foreach (var (_, gradient) in Gradients(data.Features, batch, dSums, sumCount))
                new Tolerance(1e-6, 1e-6).Check(
                    gradient, actual.AsSpan(place++ * sumCount, sumCount), $"place {place}");
            Assert.All(actual[(place * sumCount)..], value => Assert.Equal(0, value));
        }
        matrix.Dispose();
    }

    [Fact]
    public void Steps_by_gradients_are_bitwise_those_without_and_so_are_those_of_a_second_run()
    {
        using var data = new SparseBatches(_gpu, 300, 12, 0.3, seed: 1);
        using var product = new SparseProduct(_gpu, 12);
        var (_, dSums) = SparseBatches.Random(_gpu, 100, 21, seed: 2);
        int[] batch = [.. Enumerable.Range(0, 100).Select(i => 7 * i % 300)];
        var step = new UpdateStep<NoState>(new(0.25f), clipValue: float.PositiveInfinity, decay: 0, l1: 0);
        var direct = Run(() => product.Update(dSums.View, _weights!.View, step, ArrayView<float>.Empty));
        var again = Run(() => product.Update(dSums.View, _weights!.View, step, ArrayView<float>.Empty));
        using var gradients = new DeviceMatrix(_gpu, 12, 21);
        var byGradient = Run(() =>
        {
            product.Gradient(dSums.View, gradients.View);
            product.UpdateByGradient(gradients.View, _weights!.View, step, ArrayView<float>.Empty);
        });
        dSums.Dispose();
        Assert.Equal(direct, again);
        Assert.Equal(direct, byGradient);
        Assert.Contains(direct, value => value != 0);

        float[] Run(Action update)
        {
            using (_weights = new GpuParameter(_gpu, "w", 12, 21, stateCount: 0))
            {
                product.Load(data.View, data.ToDevice(batch), 100);
                update();
                return SparseBatches.Read(_weights.Values);
            }
        }
    }

    private GpuParameter? _weights;

    /// <summary>By increasing inputs.</summary>
    private static SortedDictionary<int, double[]> Gradients(
        SparseFeatures features, int[] batch, float[] dSums, int sumCount)
    {
        var gradients = new SortedDictionary<int, double[]>();
        for (var i = 0; i < batch.Length; i++)
        {
            var (columns, values) = features[batch[i]];
            for (var k = 0; k < columns.Length; k++)
            {
                if (!gradients.TryGetValue(columns[k], out var gradient))
                    gradients[columns[k]] = gradient = new double[sumCount];
                for (var j = 0; j < sumCount; j++) gradient[j] += (double)values[k] * dSums[i * sumCount + j];
            }
        }
        return gradients;
    }
}
