using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// Huber's error (1964): squared for small differences, absolute for large ones.
/// <code>
/// loss = mean_k h(z_k - t_k)
/// h(e) = e² / 2                        where |e| is at most delta
///        delta (|e| - delta / 2)       beyond
/// </code>
/// It is <c>torch.nn.HuberLoss</c>.
/// </summary>
public sealed record HuberError : Loss
{
    /// <summary>Where the error turns from squared to absolute, in the unit of the targets; positive. Default 1.
    /// </summary>
    public float Delta { get; init; } = 1;

    internal override string Outputs => "Identity";

    /// <inheritdoc/>
    public override void Validate() => Require.PositiveAndFinite(nameof(Delta), Delta);

    internal override RowLoss? For(OutputActivation output, int outputSize) =>
        output == OutputActivation.Identity ? new ElementwiseLoss<Formula>(new Formula(Delta), Correctness.None) : null;

    internal readonly struct Formula(float delta) : IElementLoss
    {
        public T Loss<T>(T z, T t) where T : unmanaged, IReal<T>
        {
            T e = T.Abs(z - t), d = delta;
            return T.IfPositive(e - d, d * (e - 0.5 * d), 0.5 * (e * e));
        }

        public T Gradient<T>(T z, T t) where T : unmanaged, IReal<T> => T.Max(T.Min(z - t, delta), -delta);
    }
}
