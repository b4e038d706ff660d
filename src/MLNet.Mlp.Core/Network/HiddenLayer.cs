namespace MLNet.Mlp;

/// <summary>A hidden layer of a network that is yet to be created.</summary>
/// <param name="Units">Number of units, at least 1.</param>
/// <param name="Activation">The function that the units apply to their weighted sums.</param>
public sealed record HiddenLayer(int Units, Activation Activation = Activation.ReLU);
