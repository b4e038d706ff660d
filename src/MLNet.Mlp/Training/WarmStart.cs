namespace MLNet.Mlp;

/// <summary>Training that goes on from a network which has been trained before.</summary>
internal static class WarmStart
{
    /// <summary>Refuses a model that the rows or the loss do not fit.</summary>
    /// <exception cref="ArgumentException">It does not fit; the message says how.</exception>
    public static void Check(
        MlpModelParameters modelParameters, int inputSize, int outputSize, OutputActivation output)
    {
        var given = modelParameters.Network;
        if (given.EndsInHiddenLayer)
            throw new ArgumentException(
                $"The given model must predict something; got the features of an {nameof(MlpFeaturizer)}. Try a " +
                "model that was trained to predict.",
                nameof(modelParameters));
        if ((given.InputSize, given.OutputSize, given.Output) == (inputSize, outputSize, output)) return;
        throw new ArgumentException(
            $"The given model has {Describe(given.InputSize, given.OutputSize, given.Output)} but the training data " +
            $"and the loss want {Describe(inputSize, outputSize, output)}. Try the data, label and Loss that it was " +
            "trained with.",
            nameof(modelParameters));
    }

    /// <summary>The options that say otherwise than the given network, which goes before them.</summary>
    public static IReadOnlyList<string> UnusedOptions(Network given, MlpOptions options)
    {
        var (layers, hidden) = (options.ToHiddenLayers(), given.Layers.SkipLast(1).ToList());
        var unused = new List<string>();
        if (!layers.Select(layer => layer.Units).SequenceEqual(hidden.Select(layer => layer.OutputSize)))
            unused.Add(nameof(MlpOptions.HiddenLayers));
        if (hidden.Any(layer => layer.Activation != options.Activation)) unused.Add(nameof(MlpOptions.Activation));
        if (hidden.Any(layer => layer.Dropout != options.Dropout)) unused.Add(nameof(MlpOptions.Dropout));
        if (hidden.Any(layer => layer.Normalization is not null != options.BatchNormalization))
            unused.Add(nameof(MlpOptions.BatchNormalization));
        if (options.WeightInitialization != WeightInitialization.Default)
            unused.Add(nameof(MlpOptions.WeightInitialization));
        return unused;
    }

    private static string Describe(int inputSize, int outputSize, OutputActivation output) =>
        $"{inputSize} inputs and {outputSize} outputs ({output})";
}
