using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests.Properties;

public class SoftmaxTests
{
    private const int RowCount = 5;

    private static readonly float[] _magnitudes = [1, 1e4f];

    [Fact]
    public void Softmax_gives_probabilities_that_sum_to_one() => CheckSum(new ReferenceBackend());

    [Fact]
    public void Softmax_gives_probabilities_that_sum_to_one_on_SIMD() => CheckSum(new SimdBackend());

    private static void CheckSum(IBackend backend) =>
        PropertyCheck.ForAll(NetworkCase.AnySoftmax, 100, drawn =>
        {
            // Far out some exponentials overflow or vanish if taken carelessly.
            foreach (var magnitude in _magnitudes)
            {
                var scores = Score(backend, drawn.Create(), drawn, magnitude);
                Assert.All(scores, score => Assert.InRange(score, 0, 1));
                // Of the nine exponentials, their sum and the quotients, each is rounded by at most 6e-8.
                foreach (var row in scores.Chunk(drawn.OutputSize))
                    Assert.Equal(1, row.Sum(score => (double)score), tolerance: 1e-6);
            }
        });

    [Fact]
    public void Softmax_does_not_change_when_all_logits_are_shifted() => CheckShift(new ReferenceBackend(),
        // Double precision keeps the sums; two roundings to float remain.
        new Tolerance(Relative: 2e-7, Absolute: 1e-10));

    [Fact]
    public void Softmax_does_not_change_when_all_logits_are_shifted_on_SIMD() => CheckShift(new SimdBackend(),
        // A logit near 32 is rounded by up to 2e-6 at each of 18 additions, and a probability changes relatively as its
        // logit does absolutely.
        new Tolerance(Relative: 8e-5, Absolute: 1e-7));

    private static void CheckShift(IBackend backend, Tolerance tolerance) =>
        PropertyCheck.ForAll(NetworkCase.AnySoftmax, 100, drawn =>
        {
            var network = drawn.Create();
            var biases = network.Layers[^1].Biases;
            // Few bits, so that adding the shift does not round them.
            foreach (ref var bias in biases.AsSpan()) bias = MathF.Round(bias * 1024) / 1024;
            var expected = Score(backend, network, drawn, magnitude: 1);
            var shift = drawn.Seed % 65 - 32;
            foreach (ref var bias in biases.AsSpan()) bias += shift;
            var actual = Score(backend, network, drawn, magnitude: 1);
            tolerance.Check([.. expected.Select(score => (double)score)], actual, $"scores shifted by {shift}");
        });

    private static float[] Score(IBackend backend, Network network, NetworkCase drawn, float magnitude)
    {
        float[] features = [.. TestRows.Features(drawn.CreateRows(RowCount)).Select(feature => magnitude * feature)];
        var scores = new float[RowCount * network.OutputSize];
        backend.CreateScorer(network).Score(features, scores);
        return scores;
    }
}
