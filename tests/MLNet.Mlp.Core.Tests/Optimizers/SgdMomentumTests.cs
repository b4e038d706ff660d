using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SgdMomentumTests
{
    [Fact]
    public void Steps_worked_by_hand()
    {
        // V = 0.5 x 0 + (2 + 0.25 x 1) = 2.25;          W = 1 - 0.5 x 2.25 = -0.125
        // V = 0.5 x 2.25 + (1 - 0.25 x 0.125) = 2.09375; W = -0.125 - 0.5 x 2.09375 = -1.171875
        double velocity = 0;
        var weight = SgdMomentum.Step(1, 2, ref velocity, 0.5, 0.5, 0.25);
        Assert.Equal((-0.125, 2.25), (weight, velocity));
        weight = SgdMomentum.Step(weight, 1, ref velocity, 0.5, 0.5, 0.25);
        Assert.Equal((-1.171875, 2.09375), (weight, velocity));
    }

    [Fact]
    public void Without_momentum_and_decay_it_is_plain_gradient_descent()
    {
        double velocity = 123;
        Assert.Equal(10 - 0.5 * 3, SgdMomentum.Step(10, 3, ref velocity, 0.5, 0, 0));
    }

    [Fact]
    public void A_span_takes_bitwise_the_steps_of_its_elements()
    {
        var random = new Random(1);
        for (var length = 0; length <= 70; length++)
        {
            float[] Draw() => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
            var (weights, gradients, velocities) = (Draw(), Draw(), Draw());
            var (expectedWeights, expectedVelocities) = (weights.ToArray(), velocities.ToArray());
            for (var i = 0; i < length; i++)
                expectedWeights[i] = SgdMomentum.Step(
                    weights[i], gradients[i], ref expectedVelocities[i], 0.1f, 0.9f, 0.01f);

            SimdSgdMomentum.Step(weights, gradients, velocities, 0.1f, 0.9f, 0.01f);

            Assert.Equal(expectedWeights, weights);
            Assert.Equal(expectedVelocities, velocities);
        }
    }
}
