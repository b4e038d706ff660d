namespace MLNet.Mlp.Benchmarks;

/// <summary>One epoch of training, as far as its time depends on it.</summary>
/// <param name="Rows">Rows of the epoch.</param>
/// <param name="Features">Features of a row.</param>
/// <param name="HiddenLayers">Units of each hidden layer.</param>
/// <param name="BatchSize">Rows of a step.</param>
internal sealed record CostCase(int Rows, int Features, int[] HiddenLayers, int BatchSize)
{
    /// <summary>The sizes of all layers, as a user writes them: "784-128-64-10".</summary>
    public string Network => Cost.Name;

    /// <summary>Steps of the optimizer in the epoch; the last may have fewer rows.</summary>
    public double Steps => Math.Ceiling((double)Rows / BatchSize);

    /// <summary>Layers with weights: the hidden ones and the last.</summary>
    public int Layers => HiddenLayers.Length + 1;

    /// <summary>Weights and biases of all layers.</summary>
    public double Parameters => Cost.WeightCount + Units;

    /// <summary>The numbers that a row becomes on its way through the network: its features and the units of all
    /// layers.</summary>
    public double ValuesPerRow => Features + Units;

    /// <summary>What one row takes.</summary>
    public double MultiplyAddsPerRow => Cost.TrainingFlopsPerRow / 2;

    private NetworkCost Cost => new([Features, .. HiddenLayers, SyntheticRows.ClassCount]);

    private double Units => HiddenLayers.Sum() + SyntheticRows.ClassCount;
}
