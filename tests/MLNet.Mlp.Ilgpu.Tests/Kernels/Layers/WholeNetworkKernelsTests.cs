using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Kernels that look at all gradients or weights: norms, limits, and whether all are finite.</summary>
public sealed class WholeNetworkKernelsTests
{
    // Kernels are compiled once for all tests, each of which may be run by another thread.
    private static readonly Gpu _gpu = TestGpu.Create();

    public WholeNetworkKernelsTests() => _gpu.Enter();

    [Theory]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(0.5f, 1f)]
    [InlineData(float.PositiveInfinity, 1e30f)] // Squares would overflow.
    [InlineData(float.PositiveInfinity, 1e12f)] // Only some are large.
    public void The_norm_of_all_gradients_is_clipped(float clipValue, float unit)
    {
        float[][] values =
            [KernelMatrix.Noise(33 * 17, 1), KernelMatrix.Noise(17, 2), KernelMatrix.Noise(130 * 130, 3)];
        foreach (var part in values)
            for (var i = 0; i < part.Length; i++) part[i] *= unit;
        using DeviceMatrix first = KernelMatrix.Create(_gpu, 33, 17, values[0]),
            second = KernelMatrix.Create(_gpu, 1, 17, values[1]),
            third = KernelMatrix.Create(_gpu, 130, 130, values[2]),
            scale = KernelMatrix.Create(_gpu, 1, 1);
        var sum = values.SelectMany(part => part).Sum(
            g => Math.Pow(Math.Clamp(g, -(double)clipValue, clipValue), 2));
        using var norm = new GradientNorm(_gpu);
        foreach (var limit in new[] { 0.3f * unit, 1e38f, 0.7f * unit })
        {
            norm.Begin(clipValue);
            norm.Add(first.View);
            norm.Add(second.View);
            norm.Add(third.View);
            norm.Finish(limit, scale.View.Values);
            KernelMatrix.Check(
                _gpu, scale, [GradientClipping.Scale(sum, limit)], new(1e-6, 0), $"scale of limit {limit}");
        }
    }

    [Fact]
    public void A_gradient_that_is_no_number_makes_the_scale_none()
    {
        using DeviceMatrix gradients = KernelMatrix.Create(_gpu, 1, 3, [1, float.NaN, 2]),
            scale = KernelMatrix.Create(_gpu, 1, 1);
        using var norm = new GradientNorm(_gpu);
        norm.Begin();
        norm.Add(gradients.View);
        norm.Finish(1, scale.View.Values);
        Assert.True(float.IsNaN(KernelMatrix.Values(scale)[0]));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(17, 1)]
    [InlineData(130, 9)]
    [InlineData(1030, 3)] // Several slices.
    public void Columns_are_shortened_to_the_limit(int rowCount, int columns)
    {
        var values = KernelMatrix.Noise(rowCount * columns, 1);
        for (var i = 0; i < values.Length; i++) values[i] *= i % columns == 0 ? 0.01f : i % columns == 1 ? 1e25f : 1;
        var expected = new double[values.Length];
        for (var column = 0; column < columns; column++)
        {
            var norm = Math.Sqrt(Enumerable.Range(0, rowCount).Sum(
                row => Math.Pow(values[row * columns + column], 2)));
            for (var i = column; i < values.Length; i += columns) expected[i] = values[i] * Math.Min(1, 0.9f / norm);
        }
        using var weights = KernelMatrix.Create(_gpu, rowCount, columns, values);
        using var limit = new NormLimitKernel(_gpu);
        limit.Run(weights.View, 0.9f);
        KernelMatrix.Check(_gpu, weights, expected, new(2e-6, 0), "weights");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_number_that_is_not_finite_is_found(float number)
    {
        using var check = new FiniteCheck(_gpu);
        using var others = KernelMatrix.Create(_gpu, 17, 33, KernelMatrix.Noise(17 * 33, 1));
        using var large = KernelMatrix.Create(_gpu, 1, 2, [float.MaxValue, -float.MaxValue]);
        foreach (var at in new[] { 0, 2, 66 })
        {
            var values = KernelMatrix.Noise(67, 2);
            values[at] = number;
            using var spoiled = KernelMatrix.Create(_gpu, 1, 67, values);
            check.Begin();
            check.Add(others.View);
            check.Add(spoiled.View);
            check.Add(large.View);
            Assert.False(check.AreFinite());
        }
        check.Begin();
        check.Add(others.View);
        check.Add(large.View);
        Assert.True(check.AreFinite());
    }
}
