namespace MLNet.Mlp.Core.Tests;

/// <summary>The way of the backends in floats, with its whole vectors and tails, against that in doubles.</summary>
public class LossPrecisionTests
{
    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void Floats_give_what_doubles_give_at_every_length(string name)
    {
        var lossCase = LossCase.Named(name);
        var random = new Random(1);
        for (var length = lossCase.LeastOutputs; length <= 67; length++)
            foreach (var weighted in new[] { false, true })
            {
                if (weighted && !lossCase.IsMultiLabel(length)) continue;
                float[] z = [.. Values(length, () => 10 * random.NextSingle() - 5)];
                var t = new float[length];
                lossCase.Rows(1, 1, length, seed: length).Targets.CopyRowTo(0, t);
                float[] weights = weighted ? [.. Values(length, () => random.Next(4))] : [];
                Check(lossCase.Loss.For(lossCase.Output, length)!, z, t, weights, $"length {length}");
            }
    }

    [Theory]
    [InlineData("cross-entropy, softmax")]
    [InlineData("smoothed cross-entropy, softmax")]
    [InlineData("squared error, softmax")]
    public void A_constant_added_to_all_logits_changes_nothing(string name)
    {
        var lossCase = LossCase.Named(name);
        for (var length = 2; length <= 33; length++)
        {
            // Eighths of integers, to which 1024 can be added without rounding: bitwise the same.
            var random = new Random(length);
            double[] z = [.. Values(length, () => random.Next(-40, 40) / 8.0f)], shifted = [.. z.Select(x => x + 1024)];
            float[] floats = [.. z.Select(x => (float)x)], shiftedFloats = [.. shifted.Select(x => (float)x)];
            var t = new float[length];
            lossCase.Rows(1, 1, length, seed: length).Targets.CopyRowTo(0, t);
            double[] doubleT = [.. t.Select(x => (double)x)];
            var loss = lossCase.Loss.For(lossCase.Output, length)!;
            Assert.Equal(loss.Loss(z, [.. doubleT], []), loss.Loss(shifted, [.. doubleT], []));
            Assert.Equal(z, shifted);
            Assert.Equal(loss.Loss(floats, [.. t], []), loss.Loss(shiftedFloats, [.. t], []));
            Assert.Equal(floats, shiftedFloats);
        }
    }

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void The_gradient_is_the_slope(string name)
    {
        const double H = 1e-5;
        var lossCase = LossCase.Named(name);
        var (random, tolerance) = (new Random(2), new Tolerance(1e-8, 1e-9));
        foreach (var length in new[] { 1, 2, 3, 9, 17 })
        {
            if (length < lossCase.LeastOutputs) continue;
            var loss = lossCase.Loss.For(lossCase.Output, length)!;
            var t = new float[length];
            lossCase.Rows(1, 1, length, seed: length).Targets.CopyRowTo(0, t);
            float[] weights = lossCase.IsMultiLabel(length) ? [.. Values(length, () => random.Next(4))] : [];
            double[] z = [.. Values(length, () => 4 * random.NextSingle() - 2)], gradient = [.. z];
            double LossAt(int k, double change)
            {
                double[] moved = [.. z];
                moved[k] += change;
                return loss.Loss(moved, [.. t.Select(x => (double)x)], weights);
            }
            loss.Loss(gradient, [.. t.Select(x => (double)x)], weights);
            for (var k = 0; k < length; k++)
                tolerance.Check((LossAt(k, H) - LossAt(k, -H)) / (2 * H), gradient[k], $"dz[{k}] of {length}");
        }
    }

    private static void Check(RowLoss loss, float[] z, float[] t, float[] weights, string what)
    {
        // Within larger spans, of which the rest must stay as it is.
        const int Margin = 20;
        float[] floats = [.. Values(Margin, () => 7), .. z, .. Values(Margin, () => 7)];
        float[] targets = [.. Values(Margin, () => 7), .. t, .. Values(Margin, () => 7)];
        double[] doubles = [.. z.Select(x => (double)x)];

        var expected = loss.Loss(doubles, [.. t.Select(x => (double)x)], weights);
        var actual = loss.Loss(floats.AsSpan(Margin, z.Length), targets.AsSpan(Margin, z.Length), weights);

        // Sums of up to 67 floats around 1, of which each is off by some 1e-7.
        var tolerance = new Tolerance(2e-6, 1e-6);
        tolerance.Check(expected, actual, $"loss, {what}");
        new Tolerance(2e-6, 1e-6).Check(doubles, floats.AsSpan(Margin, z.Length), $"gradient, {what}");
        foreach (var values in new[] { floats, targets })
            Assert.All(values[..Margin].Concat(values[^Margin..]), value => Assert.Equal(7, value));
    }

    private static IEnumerable<float> Values(int count, Func<float> value)
    {
        for (var i = 0; i < count; i++) yield return value();
    }
}
