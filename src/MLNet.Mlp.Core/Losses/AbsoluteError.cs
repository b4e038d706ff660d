using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// The mean absolute error, for regression where outliers should not count by their square: it leads to the median.
/// <code>
/// loss = mean_k |z_k - t_k|,   gradient sign(z - t), which is 0 at 0
/// </code>
/// It is <c>torch.nn.L1Loss</c>.
/// </summary>
public sealed record AbsoluteError : Loss
{
    internal override string Outputs => "Identity";

    internal override RowLoss? For(OutputActivation output, int outputSize) =>
        output == OutputActivation.Identity ? new ElementwiseLoss<Formula>(default, Correctness.None) : null;

    internal readonly struct Formula : IElementLoss
    {
        public T Loss<T>(T z, T t) where T : unmanaged, IReal<T> => T.Abs(z - t);

        public T Gradient<T>(T z, T t) where T : unmanaged, IReal<T> => RealFunctions.Sign(z - t);
    }
}
