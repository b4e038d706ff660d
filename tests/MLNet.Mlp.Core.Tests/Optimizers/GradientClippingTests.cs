using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Core.Tests;

public class GradientClippingTests
{
    [Fact]
    public void By_value_every_element_comes_into_the_range()
    {
        double[] gradients = [-3, -0.5, 0, 0.25, 0.5, 7];
        GradientClipping.ByValue(MemoryMarshal.Cast<double, Float64>(gradients.AsSpan()), 0.5f);
        Assert.Equal([-0.5, -0.5, 0, 0.25, 0.5, 0.5], gradients);
    }

    [Fact]
    public void By_value_a_gradient_that_is_no_number_is_not_hidden()
    {
        double[] gradients = [double.NaN];
        GradientClipping.ByValue(MemoryMarshal.Cast<double, Float64>(gradients.AsSpan()), 1);
        Assert.True(double.IsNaN(gradients[0]));
        Assert.True(double.IsNaN(GradientClipping.Scale(double.NaN, 1)));
    }

    [Theory]
    [InlineData(25, 10, 1)]
    [InlineData(0, 10, 1)]
    [InlineData(25, 2.5, 0.5)]
    [InlineData(double.PositiveInfinity, 2.5, 0)]
    public void By_norm_the_scale_is_limit_over_norm_and_at_most_one(double sumOfSquares, float limit, double scale) =>
        // The norm is enlarged by 1e-6.
        new Tolerance(1e-6, 0).Check(scale, GradientClipping.Scale(sumOfSquares, limit), "scale");

    [Fact]
    public void Squares_of_the_largest_floats_do_not_overflow()
    {
        var gradients = new float[32];
        (gradients[3], gradients[30]) = (3e38f, -3e38f);
        new Tolerance(1e-6, 0).Check(2 * 9e76, GradientClipping.SumOfSquares(gradients), "sum of floats");
        new Tolerance(1e-6, 0).Check(2 * 9e76, GradientClipping.SumOfSquares([3e38, -3e38]), "sum of doubles");
    }
}
