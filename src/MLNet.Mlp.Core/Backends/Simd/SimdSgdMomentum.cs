using System.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary><see cref="SgdMomentum"/> over spans of parameters.</summary>
internal static class SimdSgdMomentum
{
    public static void Step(
        Span<float> weights, ReadOnlySpan<float> dWeights, Span<float> velocities, float learningRate, float momentum, float weightDecay)
    {
        var (rate, beta, decay) = (new Vector<float>(learningRate), new Vector<float>(momentum), new Vector<float>(weightDecay));
        var i = 0;
        for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var weight = new Vector<float>(weights[i..]);
            var velocity = beta * new Vector<float>(velocities[i..]) + (new Vector<float>(dWeights[i..]) + decay * weight);
            velocity.CopyTo(velocities[i..]);
            (weight - rate * velocity).CopyTo(weights[i..]);
        }
        for (; i < weights.Length; i++)
            weights[i] = SgdMomentum.Step(weights[i], dWeights[i], ref velocities[i], learningRate, momentum, weightDecay);
    }
}
