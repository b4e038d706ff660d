namespace MLNet.Mlp;

/// <summary>
/// What training minimizes: one derived record for each loss, with its hyperparameters. Of a batch of B rows it is
/// <code>
/// L = 1 / B sum over rows of weight loss(z, t)
/// </code>
/// where z are the logits of the row, t its targets, and the weight is the row's own times that of its class. A row of
/// weight 2 thus counts as much as two rows. Weights far from 1 on average act as a change of the learning rate would.
/// <para>Where a loss is a mean over outputs, it is that of PyTorch, and so is every gradient.</para>
/// </summary>
public abstract record Loss
{
    private protected Loss()
    {
    }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is out of range; the message names it.
    /// </exception>
    public virtual void Validate()
    {
    }

    /// <summary>The loss of a row as a function of the logits, for a network with these outputs; null where the two do
    /// not go together.</summary>
    internal abstract RowLoss? For(OutputActivation output, int outputSize);

    /// <summary>The outputs that this loss goes with, for the message when it does not: "Softmax or Sigmoid".</summary>
    internal abstract string Outputs { get; }

    /// <exception cref="ArgumentException">The loss does not go with the network's outputs.</exception>
    internal RowLoss For(Network network)
    {
        if (network.EndsInHiddenLayer)
            throw new ArgumentException(
                "The network ends in a hidden layer, so it can be scored but not trained. Try to train one with a " +
                "last layer that is plain.");
        return For(network.Output, network.OutputSize) ??
            throw new ArgumentException(
                $"The loss {GetType().Name} goes with outputs that are {Outputs}; " +
                $"got a network whose {network.OutputSize} outputs are {network.Output}.");
    }
}
