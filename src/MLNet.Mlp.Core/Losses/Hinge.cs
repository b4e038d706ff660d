namespace MLNet.Mlp;

/// <summary>
/// The hinge loss: the score of what is right should lead all others by 1. With one output z for two classes, y = -1
/// and y = 1, and with an output for each class, of which c is right (Crammer and Singer, 2001):
/// <code>
/// one output:      loss = max(0, 1 - y z)
/// several:         loss = max(0, 1 + max over k other than c of z_k - z_c)
/// </code>
/// With a weight decay and no hidden layer this is the linear support vector machine with a soft margin (Cortes and
/// Vapnik, 1995). The gradient goes to the largest of the other scores, the first of equals, and is 0 at the kink.
/// </summary>
public sealed record Hinge : Loss
{
    internal override string Outputs => "Identity";

    internal override RowLoss? For(OutputActivation output, int outputSize) => (output, outputSize) switch
    {
        (OutputActivation.Identity, 1) => new ElementwiseLoss<BinaryHinge>(default, Correctness.SignOfEachLogit),
        (OutputActivation.Identity, _) => new WholeRowLoss<MulticlassHinge>(default, Correctness.LargestOutput),
        _ => null,
    };
}
