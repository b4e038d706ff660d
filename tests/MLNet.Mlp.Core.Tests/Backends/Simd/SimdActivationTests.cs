using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The definitions in vectors of floats, against the same in double precision.</summary>
public class SimdActivationTests
{
    private const float Guard = 12345;

    /// <summary>All that have one weighted sum a unit; for the other see <see cref="SimdMaxoutTests"/>.</summary>
    public static TheoryData<Activation> All() => [.. _elementwise];

    private static readonly Activation[] _elementwise =
        [.. Enum.GetValues<Activation>().Where(activation => activation != Activation.Maxout)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_sweep_agrees_with_double_precision(Activation activation)
    {
        var z = Enumerable.Range(-20_000, 40_001).Select(i => i / 1000f).ToArray();
        var a = new float[z.Length];
        var dZ = Enumerable.Repeat(2f, z.Length).ToArray();
        var loops = SimdActivation.Of(activation);
        loops.Forward(z, a);
        loops.Backward(z, a, dZ, dZ);

        for (var i = 0; i < z.Length; i++)
        {
            // A handful of roundings of 6e-8. In the saturated parts numbers around 1 cancel, and the rest is
            // multiplied by z (by 22 in the derivative of GELUTanh at its worst, where z is 4.6).
            var tolerance = new Tolerance(5e-7, 3e-7 * (1 + Math.Abs(z[i])));
            tolerance.Check(activation.Forward(z[i]), a[i], $"f({z[i]})");
            if (ExpectedActivation.Of(activation).IsFarFromKinks(z[i], 1e-5))
                tolerance.Check(activation.Derivative(z[i], activation.Forward(z[i])), dZ[i] / 2, $"f'({z[i]})");
        }
    }

    [Theory]
    [InlineData(Activation.Sigmoid, -80)]
    [InlineData(Activation.Tanh, -1)]
    [InlineData(Activation.ELU, -1)]
    [InlineData(Activation.Softplus, -80)]
    public void Small_outputs_keep_all_their_digits(Activation activation, float lowest)
    {
        // From z down to lowest, or up to -1e-30: wherever the output comes near 0.
        var z = Enumerable.Range(0, 2000)
            .Select(i => lowest < -1 ? lowest * i / 2000 : -MathF.Pow(10, -30f * i / 2000)).ToArray();
        var a = new float[z.Length];
        SimdActivation.Of(activation).Forward(z, a);
        // Softplus is a logarithm, two products and a quotient of already rounded numbers.
        for (var i = 0; i < z.Length; i++) new Tolerance(6e-7, 0).Check(activation.Forward(z[i]), a[i], $"f({z[i]})");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_length_gives_the_same_numbers_and_nothing_beyond(Activation activation)
    {
        var loops = SimdActivation.Of(activation);
        var random = new Random(1);
        var z = Enumerable.Range(0, 67).Select(_ => 8 * random.NextSingle() - 4).ToArray();
        // One unit at a time, which is the shortest row there is.
        var a = z.Select(value => Forward([value])[0]).ToArray();
        var dZ = z.Zip(a, (zHere, aHere) => Backward([zHere], [aHere])[0]).ToArray();
        for (var length = 0; length <= z.Length; length++)
        {
            Assert.Equal(a[..length], Forward(z[..length]));
            Assert.Equal(a[..length], InPlace(z[..length]));
            Assert.Equal(dZ[..length], Backward(z[..length], a[..length]));
        }

        float[] Forward(float[] from)
        {
            float[] to = [.. from.Select(_ => Guard), Guard];
            loops.Forward(from, to.AsSpan(0, from.Length));
            Assert.Equal(Guard, to[^1]);
            return to[..^1];
        }

        float[] InPlace(float[] from)
        {
            float[] both = [.. from, Guard];
            loops.Forward(both.AsSpan(0, from.Length), both.AsSpan(0, from.Length));
            Assert.Equal(Guard, both[^1]);
            return both[..^1];
        }

        float[] Backward(float[] zs, float[] outputs)
        {
            float[] dA = [.. zs.Select(_ => 3f), Guard];
            float[] gradient = [.. zs.Select(_ => Guard), Guard];
            loops.Backward(zs, outputs, dA.AsSpan(0, zs.Length), gradient.AsSpan(0, zs.Length));
            loops.Backward(zs, outputs, dA.AsSpan(0, zs.Length), dA.AsSpan(0, zs.Length));
            Assert.Equal(Guard, gradient[^1]);
            Assert.Equal(gradient, dA);
            return gradient[..^1];
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Large_numbers_saturate_and_NaN_stays_NaN(Activation activation)
    {
        float[] z = [1e4f, -1e4f, 1e10f, -1e10f, 1e20f, -1e20f, float.MaxValue, float.MinValue, 0, float.NaN];
        var a = new float[z.Length];
        var dZ = Enumerable.Repeat(1f, z.Length).ToArray();
        SimdActivation.Of(activation).Forward(z, a);
        SimdActivation.Of(activation).Backward(z, a, dZ, dZ);

        for (var i = 0; i < z.Length - 1; i++)
        {
            var expected = activation.Forward(z[i]);
            new Tolerance(2e-7, 1e-30).Check(expected, a[i], $"f({z[i]})");
            new Tolerance(2e-7, 1e-30).Check(activation.Derivative(z[i], expected), dZ[i], $"f'({z[i]})");
        }
        Assert.True(float.IsNaN(a[^1]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var (a, dA) = (new float[67], new float[67]);
        foreach (var activation in Enum.GetValues<Activation>())
        {
            var sumCount = activation == Activation.Maxout ? 2 * a.Length : a.Length;
            var (z, dZ) = (new float[sumCount], new float[sumCount]);
            var loops = SimdActivation.Of(activation);
            Assert.Equal(0, Allocation.OfThisThread(() =>
            {
                loops.Forward(z, a);
                loops.Backward(z, a, dA, dZ);
            }));
        }
    }
}
