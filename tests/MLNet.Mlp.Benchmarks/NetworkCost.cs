namespace MLNet.Mlp.Benchmarks;

/// <summary>What a network of dense layers takes.</summary>
/// <param name="Units">Features, units of the hidden layers, and outputs.</param>
internal sealed record NetworkCost(int[] Units)
{
    /// <summary>For example "784-128-64-10".</summary>
    public string Name => string.Join('-', Units);

    /// <summary>The number of weights, without the biases.</summary>
    public double WeightCount => Units.Zip(Units.Skip(1), (fanIn, fanOut) => (double)fanIn * fanOut).Sum();

    /// <summary>All that is trained, in bytes.</summary>
    public double ParameterBytes => sizeof(float) * (WeightCount + Units.Skip(1).Sum());

    /// <summary>The most memory that a process which trains it should take, in bytes: 1.2 (rows + 4 parameters) + 150
    /// MB. Four times the parameters are the initial network, the weights in training and two states of the
    /// optimizer.</summary>
    /// <param name="rowBytes">What the rows take.</param>
    public double MemoryLimit(double rowBytes) => 1.2 * (rowBytes + 4 * ParameterBytes) + 150e6;

    /// <summary>With P weights: 2P for the way forward, 2P for the gradients of the weights and 2P for those of the
    /// activations, of which the first layer needs none.</summary>
    public double TrainingFlopsPerRow => 6 * WeightCount - 2.0 * Units[0] * Units[1];

    /// <summary>The way forward alone.</summary>
    public double ScoringFlopsPerRow => 2 * WeightCount;
}
