namespace MLNet.Mlp.Persistence;

/// <summary>The tensors of a network's layers, with the names and shapes that <see cref="NetworkFormat"/>
/// gives.</summary>
internal static class NetworkTensors
{
    private static string WeightName(int layer) => $"layers.{layer}.weight";

    private static string BiasName(int layer) => $"layers.{layer}.bias";

    private static string ScaleName(int layer) => $"layers.{layer}.norm.weight";

    private static string MeanName(int layer) => $"layers.{layer}.norm.running_mean";

    private static string VarianceName(int layer) => $"layers.{layer}.norm.running_var";

    /// <summary>The tensors, which share the network's arrays.</summary>
    public static Tensor[] Of(Network network) => [.. network.Layers.SelectMany(Of)];

    private static IEnumerable<Tensor> Of(DenseLayer layer, int index)
    {
        yield return new Tensor(WeightName(index), [layer.SumCount, layer.InputSize], layer.Weights);
        yield return new Tensor(BiasName(index), [layer.SumCount], layer.Biases);
        if (layer.Normalization is not { } normalization) yield break;
        yield return new Tensor(ScaleName(index), [layer.SumCount], normalization.Scale);
        yield return new Tensor(MeanName(index), [layer.SumCount], normalization.RunningMean);
        yield return new Tensor(VarianceName(index), [layer.SumCount], normalization.RunningVariance);
    }

    /// <summary>Refuses a network whose file could not be read again.</summary>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite, or a running variance is negative; the
    /// message names the tensor.</exception>
    public static void Check(Network network)
    {
        foreach (var tensor in Of(network))
            if (ProblemOf(tensor) is { } problem)
                throw new ArgumentException(
                    $"The network cannot be saved: {problem} Try a smaller learning rate if training has diverged.",
                    nameof(network));
    }

    /// <summary>Makes a network of a file's description and tensors.</summary>
    /// <exception cref="FormatException">They do not match, or hold something invalid.</exception>
    public static Network ReadNetwork(
        IReadOnlyList<NetworkArchitecture.Layer> layers, OutputActivation output,
        OrderedDictionary<string, Tensor> tensors)
    {
        try
        {
            return new Network(ReadLayers(layers, tensors), output);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The layers of the network do not fit together: {e.Message}", e);
        }
    }

    /// <summary>Makes layers of a file's description and tensors.</summary>
    /// <exception cref="FormatException">Tensors and description do not match, or hold something invalid.</exception>
    private static DenseLayer[] ReadLayers(
        IReadOnlyList<NetworkArchitecture.Layer> layers, OrderedDictionary<string, Tensor> tensors)
    {
        DenseLayer[] read = [.. layers.Select((layer, index) => ReadLayer(layer, index, tensors))];
        var normalized = layers.Count(layer => layer.Normalization is not null);
        var count = 2 * layers.Count + 3 * normalized;
        if (tensors.Count != count)
            throw new FormatException(
                $"The network has {layers.Count} layers, {normalized} of them normalized, so {count} tensors; " +
                $"got {tensors.Count}.");
        return read;
    }

    private static DenseLayer ReadLayer(
        NetworkArchitecture.Layer described, int index, OrderedDictionary<string, Tensor> tensors)
    {
        var activation = NetworkArchitecture.ParseActivation(described.Activation);
        var weights = Find(tensors, WeightName(index), dimensions: 2);
        var biases = Find(tensors, BiasName(index), dimensions: 1);
        var (sums, inputs) = ((int)weights.Shape[0], (int)weights.Shape[1]);
        if (biases.Shape[0] != sums)
            throw new FormatException(
                $"{weights.Name} is {sums}x{inputs} but {biases.Name} has {biases.Shape[0]} values.");
        var pieces = described.Pieces ?? 1;
        if (pieces < 1 || sums % pieces != 0)
            throw new FormatException(
                $"{weights.Name} is {sums}x{inputs} but layer {index} has {pieces} pieces, " +
                "which must be positive and divide its rows.");
        try
        {
            var layer = new DenseLayer(inputs, sums / pieces, activation, pieces)
            {
                Dropout = described.Dropout ?? 0,
                Normalization = described.Normalization is { } normalization
                    ? ReadNormalization(normalization, index, sums, tensors)
                    : null,
            };
            weights.Floats.CopyTo(layer.Weights, 0);
            biases.Floats.CopyTo(layer.Biases, 0);
            return layer;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException($"Layer {index} of the network is not valid: {e.Message}", e);
        }
    }

    private static BatchNormalization ReadNormalization(
        NetworkArchitecture.Normalization described, int index, int sums, OrderedDictionary<string, Tensor> tensors)
    {
        var normalization = new BatchNormalization(sums, described.Momentum, described.Epsilon);
        Fill(normalization.Scale, ScaleName(index));
        Fill(normalization.RunningMean, MeanName(index));
        Fill(normalization.RunningVariance, VarianceName(index));
        return normalization;

        void Fill(float[] values, string name)
        {
            var tensor = Find(tensors, name, dimensions: 1);
            if (tensor.Shape[0] != sums)
                throw new FormatException(
                    $"{WeightName(index)} has {sums} rows but {name} has {tensor.Shape[0]} values.");
            tensor.Floats.CopyTo(values, 0);
        }
    }

    private static Tensor Find(OrderedDictionary<string, Tensor> tensors, string name, int dimensions)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new FormatException($"The network's tensor '{name}' is missing.");
        if (tensor.Values is not float[])
            throw new FormatException(
                $"The network's tensor '{name}' must have the type F32; got {TensorType.Of(tensor.Values).Name}.");
        if (tensor.Shape.Length != dimensions || tensor.Shape.Any(size => size is < 1 or > int.MaxValue))
            throw new FormatException(
                $"The network's tensor '{name}' must have {dimensions} sizes, each at least 1; " +
                $"got [{string.Join(", ", tensor.Shape)}].");
        return ProblemOf(tensor) is { } problem ? throw new FormatException(problem) : tensor;
    }

    private static string? ProblemOf(Tensor tensor)
    {
        foreach (var value in tensor.Floats)
            if (!float.IsFinite(value))
                return FormattableString.Invariant(
                    $"The network's tensor '{tensor.Name}' must hold finite values; got {value}.");
        if (tensor.Name.EndsWith(".running_var", StringComparison.Ordinal))
            foreach (var value in tensor.Floats)
                if (value < 0)
                    return FormattableString.Invariant(
                        $"The network's tensor '{tensor.Name}' must hold no negative values; got {value}.");
        return null;
    }
}
