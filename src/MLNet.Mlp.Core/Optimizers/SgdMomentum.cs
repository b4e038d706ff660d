using System.Numerics;

namespace MLNet.Mlp;

/// <summary>Stochastic gradient descent with classical momentum (Polyak, 1964) and coupled L2 weight decay:
/// <code>
/// G' = G + weightDecay W     (weights only; biases are not decayed)
/// V  = momentum V + G'
/// W  = W - learningRate V
/// </code>
/// where G is the gradient of the mean loss of the batch and V starts at zero. Momentum 0 is plain gradient descent.
/// This is also what <c>torch.optim.SGD</c> computes with <c>dampening=0, nesterov=False</c>.</summary>
internal static class SgdMomentum
{
    /// <summary>One step for one parameter: updates <paramref name="velocity"/> and returns the new weight.</summary>
    public static T Step<T>(T weight, T gradient, ref T velocity, T learningRate, T momentum, T weightDecay)
        where T : INumber<T>
    {
        velocity = momentum * velocity + (gradient + weightDecay * weight);
        return weight - learningRate * velocity;
    }
}
