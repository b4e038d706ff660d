namespace MLNet.Mlp.Core.Tests;

/// <summary>One training run of PyTorch.</summary>
/// <param name="Name">What sets it apart from the others.</param>
/// <param name="Features">Which features it is given.</param>
/// <param name="Targets">Which targets it learns.</param>
/// <param name="HiddenLayers">The hidden layers of the network.</param>
/// <param name="Output">Its outputs.</param>
/// <param name="OutputSize">How many there are.</param>
/// <param name="Loss">What it minimizes.</param>
/// <param name="Optimizer">How it does.</param>
/// <param name="LearningRate">The learning rate, which the schedule changes.</param>
/// <param name="Schedule">How it does.</param>
/// <param name="Initial">The parameters before the first step.</param>
/// <param name="Losses">The mean loss of each batch before its step.</param>
/// <param name="Evaluation">The mean loss of all rows after the last step, by running statistics.</param>
/// <param name="Final">The parameters after the last step.</param>
/// <param name="Rates">The learning rate of each step, where they differ.</param>
/// <param name="WeighRows">Whether rows are weighted.</param>
/// <param name="ClassWeights">The weights of the classes, if any.</param>
/// <param name="Balanced">Whether they are those that balance the classes.</param>
/// <param name="ClipNorm">The largest norm of the gradient.</param>
/// <param name="ClipValue">The largest element of the gradient.</param>
/// <param name="MaxNorm">The largest norm of the weights of a weighted sum.</param>
internal sealed record PyTorchRun(
    string Name,
    string Features,
    string Targets,
    HiddenLayer[] HiddenLayers,
    OutputActivation Output,
    int OutputSize,
    Loss Loss,
    Optimizer Optimizer,
    float LearningRate,
    LearningRateSchedule Schedule,
    PyTorchLayer[] Initial,
    double[] Losses,
    double Evaluation,
    PyTorchLayer[] Final,
    float[]? Rates = null,
    bool WeighRows = false,
    float[]? ClassWeights = null,
    bool Balanced = false,
    float? ClipNorm = null,
    float? ClipValue = null,
    float? MaxNorm = null)
{
    public override string ToString() => Name;

    public Network InitialNetwork(int inputSize)
    {
        var network = Network.Create(inputSize, HiddenLayers, OutputSize, output: Output);
        for (var l = 0; l < network.Layers.Count; l++) Initial[l].CopyTo(network.Layers[l]);
        return network;
    }

    public TrainingOptions Options(Network network, LabeledRows rows, int batchSize, int epochs) => new()
    {
        BatchSize = batchSize,
        Epochs = epochs,
        Shuffle = false,
        ConvergencePatience = 0,
        Loss = Loss,
        ClassWeights = WeightsOfClasses(network, rows),
        Optimizer = Optimizer,
        LearningRate = LearningRate,
        Schedule = Schedule,
        ClipNorm = ClipNorm,
        ClipValue = ClipValue,
        MaxNorm = MaxNorm,
    };

    private ClassWeights? WeightsOfClasses(Network network, LabeledRows rows)
    {
        if (ClassWeights is null) return null;
        if (!Balanced) return Mlp.ClassWeights.Of(ClassWeights);
        var counts = ClassCounts.For(network);
        counts.Add(rows);
        return Mlp.ClassWeights.Balanced.Resolve(counts);
    }
}

/// <summary>The parameters and, with batch normalization, the running statistics of a layer.</summary>
internal sealed record PyTorchLayer(
    double[] Weights, double[] Biases, double[]? Scale, double[]? RunningMean, double[]? RunningVariance)
{
    public void CopyTo(DenseLayer layer)
    {
        foreach (var (_, mine, theirs) in Pairs(layer))
            for (var i = 0; i < theirs.Length; i++) theirs[i] = (float)mine[i];
    }

    public void Check(DenseLayer actual, Tolerance tolerance, string what)
    {
        foreach (var (name, mine, theirs) in Pairs(actual)) tolerance.Check(mine, theirs, $"{what}, {name}");
    }

    private IEnumerable<(string Name, double[] Mine, float[] Theirs)> Pairs(DenseLayer layer)
    {
        yield return ("weights", Weights, layer.Weights);
        yield return ("biases", Biases, layer.Biases);
        if (layer.Normalization is not { } n) yield break;
        yield return ("scale", Scale!, n.Scale);
        yield return ("running mean", RunningMean!, n.RunningMean);
        yield return ("running variance", RunningVariance!, n.RunningVariance);
    }
}
