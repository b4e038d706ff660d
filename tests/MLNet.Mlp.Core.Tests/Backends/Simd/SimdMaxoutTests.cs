using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SimdMaxoutTests
{
    private const float Guard = 12345;

    private static readonly SimdActivation _maxout = SimdActivation.Of(Activation.Maxout);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_largest_sum_is_the_output_and_the_first_such_takes_the_gradient(int pieces)
    {
        var random = new Random(pieces);
        for (var units = 1; units < 70; units++)
        {
            // Few different numbers, so that there are ties.
            float[] z = [.. Enumerable.Range(0, pieces * units).Select(_ => random.Next(-2, 3) / 2f)];
            float[] dA = [.. Enumerable.Range(1, units).Select(unit => (float)unit)];
            float[] a = [.. new float[units], Guard], dZ = [.. new float[z.Length], Guard];
            Array.Fill(dZ, Guard);
            _maxout.Forward(z, a.AsSpan(0, units));
            _maxout.Backward(z, a.AsSpan(0, units), dA, dZ.AsSpan(0, z.Length));

            for (var unit = 0; unit < units; unit++)
            {
                float[] sums = [.. Enumerable.Range(0, pieces).Select(piece => z[piece * units + unit])];
                Assert.Equal(sums.Max(), a[unit]);
                var first = Array.IndexOf(sums, sums.Max());
                for (var piece = 0; piece < pieces; piece++)
                    Assert.Equal(piece == first ? dA[unit] : 0, dZ[piece * units + unit]);
            }
            Assert.Equal((Guard, Guard), (a[^1], dZ[^1]));
        }
    }

    [Fact]
    public void Outputs_may_take_the_place_of_the_sums()
    {
        for (var units = 1; units < 70; units++)
        {
            var random = new Random(units);
            float[] z = [.. Enumerable.Range(0, 3 * units).Select(_ => random.NextSingle())];
            var a = new float[units];
            _maxout.Forward(z, a);
            _maxout.Forward(z, z.AsSpan(0, units));
            Assert.Equal(a, z[..units]);
        }
    }

    [Fact]
    public void NaN_in_any_sum_stays_NaN()
    {
        for (var units = 1; units < 70; units++)
            for (var piece = 0; piece < 3; piece++)
            {
                float[] z = [.. Enumerable.Repeat(1f, 3 * units)], a = new float[units];
                z[piece * units + units - 1] = float.NaN;
                _maxout.Forward(z, a);
                Assert.Equal([.. Enumerable.Repeat(1f, units - 1), float.NaN], a);
            }
    }

    [Fact]
    public void Training_follows_the_reference_at_awkward_sizes()
    {
        for (var number = 0; number < SimdRuns.AwkwardSizes.Length; number++)
        {
            var (inputs, batchSize) = (SimdRuns.Size(number), SimdRuns.Size(5 * number + 2));
            HiddenLayer[] hidden =
            [
                new(SimdRuns.Size(3 * number + 1), Activation.Maxout) { MaxoutPieces = 2 + number % 3 },
                new(SimdRuns.Size(5 * number + 4), Activation.Maxout),
            ];
            var network = Network.Create(inputs, hidden, 3, seed: number);
            var data = TestRows.Noise(2 * batchSize + 1, inputs, 3, seed: number);
            SimdRuns.Follow(network, data, SimdRuns.Options, batchSize, new Tolerance(2e-5, 5e-6), $"{inputs} inputs");
        }
    }
}
