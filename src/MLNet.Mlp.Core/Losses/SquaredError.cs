namespace MLNet.Mlp;

/// <summary>
/// The mean squared error of the outputs y, the loss for regression.
/// <code>
/// loss = mean_k (y_k - t_k)²
/// </code>
/// It also goes with probabilities, where it is Brier's score; the gradient then passes through the whole Jacobian of
/// the softmax or sigmoid. It is <c>torch.nn.MSELoss</c>.
/// </summary>
public sealed record SquaredError : Loss
{
    internal override string Outputs => "Identity, Softmax or Sigmoid";

    internal override RowLoss For(OutputActivation output, int outputSize) => output switch
    {
        OutputActivation.Softmax => new WholeRowLoss<SoftmaxSquaredError>(default, Correctness.LargestOutput),
        OutputActivation.Sigmoid => new ElementwiseLoss<SigmoidSquaredError>(default, Correctness.SignOfEachLogit),
        _ => new ElementwiseLoss<IdentitySquaredError>(default, Correctness.None),
    };
}
