using System.Runtime.CompilerServices;
using MathNet.Numerics.Random;

namespace MLNet.Mlp;

/// <summary>A multilayer perceptron: hidden <see cref="DenseLayer"/>s, then a linear layer that gives the logits, and a
/// function that makes outputs of them: class probabilities, for example. Or only the hidden layers of one, which
/// <see cref="UpTo"/> gives.</summary>
public sealed class Network
{
    /// <summary>Joins layers into a network. The last layer gives the logits.</summary>
    /// <param name="layers">At least one layer; each must take as many inputs as the one before has units. The last
    /// must be plain: the identity activation, no normalization, no dropout. Only with
    /// <see cref="OutputActivation.Identity"/> may it be a hidden layer, whose activations are then the outputs; such a
    /// network can be scored but not trained.</param>
    /// <param name="output">How the outputs follow from the logits.</param>
    /// <exception cref="ArgumentException">The layers do not fit together.</exception>
    public Network(IReadOnlyList<DenseLayer> layers, OutputActivation output = OutputActivation.Softmax)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Require.Defined(nameof(output), output);
        if (layers.Count == 0)
            throw new ArgumentException("A network must have at least one layer; got none.", nameof(layers));
        for (var i = 0; i < layers.Count; i++)
        {
            if (i > 0 && layers[i].InputSize != layers[i - 1].OutputSize)
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].InputSize} inputs but layer {i - 1} has " +
                    $"{layers[i - 1].OutputSize} units.",
                    nameof(layers));
            if (layers[i].Normalization is { } normalization && normalization.Scale.Length != layers[i].SumCount)
                throw new ArgumentException(
                    $"Layer {i} has {layers[i].SumCount} weighted sums but its normalization " +
                    $"{normalization.Scale.Length}.",
                    nameof(layers));
        }
        var last = layers[^1];
        EndsInHiddenLayer =
            last.Activation != Activation.Identity || last.Normalization is not null || last.Dropout != 0;
        if (EndsInHiddenLayer && output != OutputActivation.Identity)
            throw new ArgumentException(last.Activation != Activation.Identity
                ? $"The last layer must have the identity activation, as {output} follows it; got {last.Activation}."
                : "The last layer must have neither normalization nor dropout, as it gives the logits.",
                nameof(layers));
        Require.AtLeast(nameof(OutputSize), last.OutputSize, LeastOutputSize(output));
        Layers = [.. layers];
        Output = output;
    }

    /// <summary>The hidden layers, then the output layer.</summary>
    public IReadOnlyList<DenseLayer> Layers { get; }

    /// <summary>How the outputs follow from the logits of the last layer.</summary>
    public OutputActivation Output { get; }

    /// <summary>Number of features of a row.</summary>
    public int InputSize => Layers[0].InputSize;

    /// <summary>Number of outputs, the length of the scores of a row: with softmax, the number of classes.</summary>
    public int OutputSize => Layers[^1].OutputSize;

    /// <summary>Whether each output has a label of its own, and a row may have none or several of them.</summary>
    internal bool HasIndependentLabels => Output == OutputActivation.Sigmoid && OutputSize > 1;

    /// <summary>Whether the outputs are the activations of a hidden layer, and not made of logits.</summary>
    internal bool EndsInHiddenLayer { get; }

    /// <summary>Number of hidden layers.</summary>
    internal int HiddenLayerCount => EndsInHiddenLayer ? Layers.Count : Layers.Count - 1;

    /// <summary>Number of weights, biases and scales.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>Creates a network with freshly drawn weights, whose hidden layers all have the same activation.
    /// </summary>
    /// <param name="inputSize">Number of features, at least 1.</param>
    /// <param name="hiddenLayers">Units of each hidden layer, from the input on. None gives multinomial logistic
    /// regression, the softmax linear classifier.</param>
    /// <param name="outputSize">Number of outputs, at least 1, or 2 with softmax.</param>
    /// <param name="activation">The activation of every hidden layer.</param>
    /// <param name="initialization">How the weights are drawn.</param>
    /// <param name="seed">The same seed draws the same weights.</param>
    /// <param name="output">How the outputs follow from the logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range; the message names it.</exception>
    [OverloadResolutionPriority(1)] // So that no hidden layers can be written as [].
    public static Network Create(
        int inputSize,
        IReadOnlyList<int> hiddenLayers,
        int outputSize,
        Activation activation = Activation.ReLU,
        WeightInitialization initialization = WeightInitialization.Default,
        int seed = 0,
        OutputActivation output = OutputActivation.Softmax)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        Require.Defined(nameof(activation), activation);
        for (var i = 0; i < hiddenLayers.Count; i++)
            Require.AtLeast($"{nameof(hiddenLayers)}[{i}]", hiddenLayers[i], 1);
        HiddenLayer[] layers = [.. hiddenLayers.Select(units => new HiddenLayer(units, activation))];
        return Create(inputSize, layers, outputSize, initialization, seed, output);
    }

    /// <summary>Creates a network with freshly drawn weights, whose hidden layers each have their own activation.
    /// </summary>
    /// <param name="inputSize">Number of features, at least 1.</param>
    /// <param name="hiddenLayers">The hidden layers, from the input on.</param>
    /// <param name="outputSize">Number of outputs, at least 1, or 2 with softmax.</param>
    /// <param name="initialization">How the weights are drawn.</param>
    /// <param name="seed">The same seed draws the same weights.</param>
    /// <param name="output">How the outputs follow from the logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range; the message names it.</exception>
    public static Network Create(
        int inputSize,
        IReadOnlyList<HiddenLayer> hiddenLayers,
        int outputSize,
        WeightInitialization initialization = WeightInitialization.Default,
        int seed = 0,
        OutputActivation output = OutputActivation.Softmax)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        Require.AtLeast(nameof(inputSize), inputSize, 1);
        for (var i = 0; i < hiddenLayers.Count; i++) hiddenLayers[i].Validate($"{nameof(hiddenLayers)}[{i}]");
        Require.Defined(nameof(output), output);
        Require.AtLeast(nameof(outputSize), outputSize, LeastOutputSize(output));
        Require.Defined(nameof(initialization), initialization);
        var layers = new List<DenseLayer>();
        var fanIn = inputSize;
        foreach (var hiddenLayer in hiddenLayers)
        {
            layers.Add(hiddenLayer.Create(fanIn));
            fanIn = hiddenLayer.Units;
        }
        layers.Add(new DenseLayer(fanIn, outputSize, Activation.Identity));

        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        foreach (var layer in layers) WeightInitializer.Fill(layer, initialization, random);
        return new Network(layers, output);
    }

    /// <summary>A network of the same shape with its own copy of the parameters.</summary>
    public Network Clone() => new([.. Layers.Select(layer => layer.Clone())], Output);

    /// <summary>A network of the same shape, whose parameters are still to be written.</summary>
    internal Network CloneShape() => new([.. Layers.Select(layer => layer.CloneShape())], Output);

    /// <summary>The network up to a hidden layer, whose activations are the outputs: what the network has learned to
    /// see in a row, as features for something else. It has its own copy of the parameters, and can be scored but not
    /// trained.</summary>
    /// <param name="hiddenLayer">The hidden layer, from 0 at the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such hidden layer.</exception>
    public Network UpTo(int hiddenLayer)
    {
        if ((uint)hiddenLayer >= (uint)HiddenLayerCount)
            Require.Throw(nameof(hiddenLayer), $"in [0, {HiddenLayerCount})", hiddenLayer);
        return new([.. Layers.Take(hiddenLayer + 1).Select(layer => layer.Clone())], OutputActivation.Identity);
    }

    /// <summary>A network that gives the same outputs in scoring and has plain layers only: every batch normalization
    /// is folded into the weights and biases of its layer, and dropout, which scoring does not use, is left out.
    /// </summary>
    public Network Fold() => new([.. Layers.Select(layer => layer.Fold())], Output);

    /// <summary>The network as a table to be printed, with a line for each thing that a layer does: the shape of its
    /// output and the number of its trained parameters. Below it are the totals: parameters, the running statistics of
    /// batch normalization, the memory that both take, and the multiplications and additions that scoring a row takes
    /// in the weighted sums. Lines end with a line feed and are not longer than 100 characters.</summary>
    public string Summary() => NetworkSummary.Of(this);

    private static int LeastOutputSize(OutputActivation output) => output == OutputActivation.Softmax ? 2 : 1;
}
