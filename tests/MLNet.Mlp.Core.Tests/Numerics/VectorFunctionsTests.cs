using MathNet.Numerics;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The documented errors, over all floats there are at a stride, against double precision.</summary>
public class VectorFunctionsTests
{
    /// <summary>A prime, so that the fraction of a float takes all kinds of values: 4,256,658 of all 2^32 floats, some
    /// 16,700 of each power of two and sign. Odd strides of this size all find the same errors but for a tenth.
    /// </summary>
    private const uint Stride = 1009;

    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    [Fact]
    public void Exp_is_off_by_2_units() => Check(Float32Vector.Exp, Math.Exp, units: 2, absolute: 1.7e-38);

    [Fact]
    public void ExpM1_is_off_by_2_units() => Check(Float32Vector.ExpM1, x => Float64.ExpM1(x).Value, units: 2);

    [Fact]
    public void Tanh_is_off_by_3_units() => Check(Float32Vector.Tanh, Math.Tanh, units: 3);

    [Fact]
    public void Sigmoid_is_off_by_3_units() =>
        Check(Sigmoid.Forward, x => 1 / (1 + Math.Exp(-x)), units: 3, absolute: 3e-39);

    [Fact]
    public void Erf_is_off_by_4_units() => Check(Float32Vector.Erf, SpecialFunctions.Erf, units: 4);

    [Fact]
    public void Log_is_off_by_3_units() => Check(Float32Vector.Log, Math.Log, units: 3);

    // Below 1e-5 the second term of the series is 5e-6 of the first, and the fourth 2.5e-16 of it.
    [Fact]
    public void Log1P_is_off_by_4_units() => Check(RealFunctions.Log1P,
        x => x < 1e-5 ? x * (1 - x * (1 / 2.0 - x / 3)) : Math.Log(1 + x), units: 4, least: 0, most: 1e36f);

    [Theory]
    [InlineData(0f, 0, 1, 0, 0, 0.5f, 0, -Inf)]
    [InlineData(NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN)]
    [InlineData(Inf, Inf, Inf, Inf, 1, 1, 1, Inf)]
    [InlineData(-Inf, -Inf, 0, -1, -1, 0, -1, NaN)]
    [InlineData(1e4f, 1e4f, Inf, Inf, 1, 1, 1, 9.21034037f)]
    [InlineData(-1e4f, -1e4f, 0, -1, -1, 0, -1, NaN)]
    [InlineData(-88f, -88f, 0, -1, -1, 6.05460149e-39f, -1, NaN)]
    [InlineData(float.MaxValue, float.MaxValue, Inf, Inf, 1, 1, 1, 88.7228394f)]
    public void Special_values(
        float x, float max, float exp, float expM1, float tanh, float sigmoid, float erf, float log)
    {
        Equal(max, Float32Vector.Max(Vector(x), Vector(-Inf)));
        Equal(max, Float32Vector.Min(Vector(x), Vector(Inf)));
        Equal(exp, Float32Vector.Exp(Vector(x)));
        Equal(expM1, Float32Vector.ExpM1(Vector(x)));
        Equal(tanh, Float32Vector.Tanh(Vector(x)));
        Equal(sigmoid, Sigmoid.Forward(Vector(x)));
        Equal(log, Float32Vector.Log(Vector(x)));
        Equal(erf, Float32Vector.Erf(Vector(x)));
    }

    [Fact]
    public void A_part_of_a_vector_is_read_and_written_alone()
    {
        for (var length = 0; length < Float32Vector.Width; length++)
        {
            float[] source = [.. Enumerable.Range(1, length).Select(i => (float)i)], destination = [.. source, 7];
            destination.AsSpan(0, length).Clear();
            var part = Float32Vector.LoadPart(source);
            Float32Vector.StorePart(part, destination.AsSpan(0, length));
            Assert.Equal([.. source, 7], destination);
            for (var i = length; i < Float32Vector.Width; i++) Assert.Equal(0, part.Value[i]);
        }
    }

    private static Float32Vector Vector(float x) => new(new System.Numerics.Vector<float>(x));

    private static void Equal(float expected, Float32Vector actual) => Assert.Equal(expected, actual.Value[0]);

    /// <summary>Every result must be within so many units in the last place of a float near the exact one, or within
    /// the absolute error. A result beyond the largest float may be infinite, and nothing else.</summary>
    private static void Check(
        Func<Float32Vector, Float32Vector> function, Func<double, double> exact, double units, double absolute = 0,
        float least = float.NegativeInfinity, float most = float.PositiveInfinity)
    {
        var (x, count) = (new float[Float32Vector.Width], 0);
        for (ulong bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            var argument = BitConverter.UInt32BitsToSingle((uint)bits);
            if (argument < least || argument > most) continue;
            x[count++] = argument;
            if (count < x.Length) continue;
            CheckVector();
            count = 0;
        }
        CheckVector(); // The last ones, and some once more.

        void CheckVector()
        {
            var results = function(Float32Vector.Load(ref x[0]));
            for (var i = 0; i < x.Length; i++) CheckOne(x[i], exact(x[i]), results.Value[i]);
        }

        void CheckOne(float argument, double expected, float actual)
        {
            if (double.IsNaN(expected) ? float.IsNaN(actual) : (float)expected == actual) return;
            var unit = (double)MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected);
            var error = Math.Abs(expected - actual);
            if (!(error <= units * unit || error <= absolute))
                Assert.Fail($"At {argument:R}: expected {expected:R}, got {actual:R}, off by {error / unit:F2} units.");
        }
    }
}
