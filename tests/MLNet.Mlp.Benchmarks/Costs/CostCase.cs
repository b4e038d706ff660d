namespace MLNet.Mlp.Benchmarks;

/// <summary>One epoch of training, as far as its time depends on it.</summary>
/// <param name="Rows">Rows of the epoch.</param>
/// <param name="Features">Features of a row.</param>
/// <param name="HiddenLayers">Units of each hidden layer.</param>
/// <param name="BatchSize">Rows of a step.</param>
internal sealed record CostCase(int Rows, int Features, int[] HiddenLayers, int BatchSize)
{
    /// <summary>The sizes of all layers, as a user writes them: "784-128-64-10".</summary>
    public string Network => string.Join('-', [Features, .. HiddenLayers, SyntheticRows.ClassCount]);

    /// <summary>Steps of the optimizer in the epoch; the last may have fewer rows.</summary>
    public double Steps => Math.Ceiling((double)Rows / BatchSize);

    /// <summary>Layers with weights: the hidden ones and the last.</summary>
    public int Layers => HiddenLayers.Length + 1;

    /// <summary>Weights and biases of all layers.</summary>
    public double Parameters => Weights + Units;

    /// <summary>The numbers that a row becomes on its way through the network: its features and the units of all
    /// layers.</summary>
    public double ValuesPerRow => Features + Units;

    /// <summary>What one row takes: each weight is multiplied once on the way forward, once for its gradient and once
    /// for that of its input, which the first layer does not need.</summary>
    public double MultiplyAddsPerRow => 3 * Weights - (double)Features * HiddenLayers[0];

    private double Units => Sum((_, units) => units);

    private double Weights => Sum((inputs, units) => (double)inputs * units);

    private double Sum(Func<int, int, double> ofLayer)
    {
        var (sum, inputs) = (0.0, Features);
        foreach (var units in (int[])[.. HiddenLayers, SyntheticRows.ClassCount])
        {
            sum += ofLayer(inputs, units);
            inputs = units;
        }
        return sum;
    }
}
