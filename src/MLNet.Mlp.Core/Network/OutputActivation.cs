namespace MLNet.Mlp;

/// <summary>How the outputs of a network follow from its logits, the weighted sums of its last layer.</summary>
public enum OutputActivation
{
    /// <summary>y_k = exp(z_k) / sum_j exp(z_j): the probabilities of classes of which just one is right (Bridle,
    /// 1990). At least two outputs.</summary>
    Softmax,

    /// <summary>y_k = 1 / (1 + exp(-z_k)): the probability of the second of two classes, or of each of several labels
    /// that do not exclude each other.</summary>
    Sigmoid,

    /// <summary>y_k = z_k: the values of a regression, or the scores of a <see cref="Hinge"/> loss. Or, of a network
    /// that ends in a hidden layer, its activations.</summary>
    Identity,
}
