namespace MLNet.Mlp.Core.Tests;

/// <summary>The softmax of floats at every length around those of vectors, and the loss of a class made of it, against
/// the formula for any targets in double precision.</summary>
public class RowSoftmaxTests
{
    private const int Margin = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1f)]
    public void The_loss_of_a_class_is_that_of_its_one_hot_targets(float smoothing)
    {
        var (loss, random) = (new SoftmaxCrossEntropyLoss(smoothing), new Random(1));
        for (var length = 2; length <= 67; length++)
        {
            var label = random.Next(length);
            double[] z = [.. Enumerable.Range(0, length).Select(_ => (double)(10 * random.NextSingle() - 5))];
            var t = new double[length];
            t[label] = 1;
            // Within a larger span, of which the rest must stay as it is.
            float[] floats = [.. Sevens(), .. z.Select(x => (float)x), .. Sevens()];

            var isRight = loss.IsRight<double>(z, t);
            var expected = loss.Loss(z, t, []);
            var actual = loss.Loss(floats.AsSpan(Margin, length), label, 0.25f, out var right);

            // Sums of up to 67 floats around 1, of which each is off by some 1e-7.
            var tolerance = new Tolerance(2e-6, 1e-6);
            tolerance.Check(expected, actual, $"loss of {length}");
            tolerance.Check([.. z.Select(dz => dz / 4)], floats.AsSpan(Margin, length), $"gradient of {length}");
            Assert.Equal(isRight, right);
            Assert.Equal(Sevens(), floats[..Margin]);
            Assert.Equal(Sevens(), floats[^Margin..]);
        }
    }

    [Fact]
    public void Of_equal_logits_the_first_is_right()
    {
        var loss = new SoftmaxCrossEntropyLoss(0);
        for (var length = 2; length <= 35; length++)
            for (var label = 0; label < length; label++)
            {
                // All the largest from some place on.
                var first = length / 2;
                float[] z = [.. Enumerable.Range(0, length).Select(k => k < first ? 1f : 2)];
                loss.Loss(z, label, 1, out var right);
                Assert.Equal(label == first, right);
            }
    }

    [Theory]
    [InlineData(0, 1000, -1000, 0, 0)]
    [InlineData(0, -1000, 1000, 2000, -1)]
    [InlineData(0, -3e38f, 3e38f, 3e38f, -1)]
    [InlineData(0.1f, 1000, -1000, 100, 0.05f)]
    public void Logits_of_any_size_have_a_loss_and_a_gradient(
        float smoothing, float first, float second, double expected, float gradient)
    {
        float[] z = [first, second];
        var tolerance = new Tolerance(1e-6, 1e-6);
        tolerance.Check(expected, new SoftmaxCrossEntropyLoss(smoothing).Loss(z, 0, 1, out _), "loss");
        tolerance.Check([gradient, -gradient], z, "gradient");
    }

    /// <summary>Each difference fits into a float, but not their sum.</summary>
    [Fact]
    public void Many_logits_far_from_the_largest_have_a_loss()
    {
        float[] z = [3e38f, 0, 0];
        Assert.Equal(0, new SoftmaxCrossEntropyLoss(smoothing: 0).Loss(z, 0, 1, out _));
        float[] smoothed = [3e38f, 0, 0];
        var loss = new SoftmaxCrossEntropyLoss(smoothing: 0.3f).Loss(smoothed, 0, 1, out _);
        new Tolerance(1e-6, 0).Check(0.2 * 3e38, loss, "loss");
    }

    [Fact]
    public void A_logit_that_is_no_number_does_not_go_unnoticed()
    {
        for (var length = 2; length <= 67; length++)
            for (var at = 0; at < length; at++)
            {
                var z = new float[length];
                z[at] = float.NaN;
                Assert.True(double.IsNaN(new SoftmaxCrossEntropyLoss(0).Loss(z, 0, 1, out _)));
                Assert.All(z, dz => Assert.True(float.IsNaN(dz)));
            }
    }

    private static float[] Sevens() => [.. Enumerable.Repeat(7f, Margin)];
}
