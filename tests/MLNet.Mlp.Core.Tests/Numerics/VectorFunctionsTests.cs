using MathNet.Numerics;
using MLNet.Mlp.Numerics;
using FloatVector = System.Numerics.Vector<float>;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The documented errors, over each function's range and down to tiny arguments.</summary>
public class VectorFunctionsTests
{
    [Fact]
    public void Exp() => Check(VectorFunctions.Exp, Math.Exp, -86.9f, 88.7f, 2e-7);

    [Fact]
    public void ExpM1() => Check(
        VectorFunctions.ExpM1, x => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1, -100, 88.7f, 2e-7);

    [Fact]
    public void Tanh() => Check(VectorFunctions.Tanh, Math.Tanh, -20, 20, 4e-7);

    [Fact]
    public void Erf() => Check(VectorFunctions.Erf, SpecialFunctions.Erf, -6, 6, 4e-7);

    [Theory]
    [InlineData(0, 1, 0, 0, 0)]
    [InlineData(float.NaN, float.NaN, float.NaN, float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, 1, 1)]
    [InlineData(float.NegativeInfinity, 0, -1, -1, -1)]
    [InlineData(1e4f, float.PositiveInfinity, float.PositiveInfinity, 1, 1)]
    [InlineData(-1e4f, 0, -1, -1, -1)]
    [InlineData(-88f, 0, -1, -1, -1)]
    public void Special_values(float x, float exp, float expM1, float tanh, float erf)
    {
        Assert.Equal(exp, VectorFunctions.Exp(new FloatVector(x))[0]);
        Assert.Equal(expM1, VectorFunctions.ExpM1(new FloatVector(x))[0]);
        Assert.Equal(tanh, VectorFunctions.Tanh(new FloatVector(x))[0]);
        Assert.Equal(erf, VectorFunctions.Erf(new FloatVector(x))[0]);
    }

    private static void Check(
        Func<FloatVector, FloatVector> actual, Func<double, double> expected, float low, float high, double relative)
    {
        const int Steps = 300_000;
        var tolerance = new Tolerance(relative, 0);
        for (var i = 0; i <= Steps; i++) At(low + (high - low) * i / Steps);
        for (var x = 1f; x > 1e-30f; x *= 0.999f)
        {
            At(x);
            At(-x);
        }

        void At(float x)
        {
            var value = actual(new FloatVector(x))[0];
            if (!tolerance.Allows(expected(x), value)) tolerance.Check(expected(x), value, $"at {x:R}");
        }
    }
}
