namespace MLNet.Mlp;

/// <summary>Something wrong with the gradients of a network: see <see cref="GradientHealth"/>.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Layer">The layer where it is worst, from 0 at the input.</param>
/// <param name="Message">A sentence that names the layer, and one that says what to try.</param>
public sealed record GradientWarning(GradientProblem Problem, int Layer, string Message);

/// <summary>What can be wrong with the gradients of a network.</summary>
public enum GradientProblem
{
    /// <summary>What reaches a layer of the gradient is far smaller than at the logits, so that the layer hardly
    /// learns.</summary>
    Vanishing,

    /// <summary>What reaches a layer of the gradient is far larger than at the logits, or not finite.</summary>
    Exploding,

    /// <summary>Most units of a layer pass no gradient on, whatever the row.</summary>
    DeadUnits,
}
