using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MathNet.Numerics.Random;

namespace MLNet.Mlp;

/// <summary>A multilayer perceptron for classification: hidden <see cref="DenseLayer"/>s, then a linear layer whose
/// outputs, the logits, become class probabilities through softmax.</summary>
public sealed class Network
{
    /// <summary>Joins layers into a network. The last layer gives the logits.</summary>
    /// <param name="layers">At least one layer; each must take as many inputs as the one before has units, and the last
    /// must have the identity activation and at least two units.</param>
    /// <exception cref="ArgumentException">The layers do not fit together.</exception>
    public Network(IReadOnlyList<DenseLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("A network must have at least one layer; got none.", nameof(layers));
        for (var i = 1; i < layers.Count; i++)
        {
            if (layers[i].InputSize != layers[i - 1].OutputSize)
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].InputSize} inputs but layer {i - 1} has {layers[i - 1].OutputSize} units.",
                    nameof(layers));
        }
        var last = layers[^1];
        if (last.Activation != Activation.Identity)
            throw new ArgumentException(
                $"The last layer must have the identity activation, as softmax follows it; got {last.Activation}.",
                nameof(layers));
        Require.AtLeast("ClassCount", last.OutputSize, 2);
        Layers = [.. layers];
    }

    /// <summary>The hidden layers, then the output layer.</summary>
    public IReadOnlyList<DenseLayer> Layers { get; }

    /// <summary>Number of features of a row.</summary>
    public int InputSize => Layers[0].InputSize;

    /// <summary>Number of classes, the length of the scores of a row.</summary>
    public int ClassCount => Layers[^1].OutputSize;

    /// <summary>Number of weights and biases.</summary>
    public long ParameterCount => Layers.Sum(layer => (long)layer.Weights.Length + layer.Biases.Length);

    /// <summary>Creates a network with freshly drawn weights, whose hidden layers all have the same activation.</summary>
    /// <param name="inputSize">Number of features, at least 1.</param>
    /// <param name="hiddenLayers">Units of each hidden layer, from the input on. None gives multinomial logistic
    /// regression, the softmax linear classifier.</param>
    /// <param name="classCount">Number of classes, at least 2.</param>
    /// <param name="activation">The activation of every hidden layer.</param>
    /// <param name="initialization">How the weights are drawn.</param>
    /// <param name="seed">The same seed draws the same weights.</param>
    [OverloadResolutionPriority(1)] // So that no hidden layers can be written as [].
    public static Network Create(
        int inputSize,
        IReadOnlyList<int> hiddenLayers,
        int classCount,
        Activation activation = Activation.ReLU,
        WeightInitialization initialization = WeightInitialization.Default,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        Require.Defined(nameof(activation), activation);
        for (var i = 0; i < hiddenLayers.Count; i++) Require.AtLeast($"{nameof(hiddenLayers)}[{i}]", hiddenLayers[i], 1);
        HiddenLayer[] layers = [.. hiddenLayers.Select(units => new HiddenLayer(units, activation))];
        return Create(inputSize, layers, classCount, initialization, seed);
    }

    /// <summary>Creates a network with freshly drawn weights, whose hidden layers each have their own activation.</summary>
    /// <param name="inputSize">Number of features, at least 1.</param>
    /// <param name="hiddenLayers">The hidden layers, from the input on.</param>
    /// <param name="classCount">Number of classes, at least 2.</param>
    /// <param name="initialization">How the weights are drawn.</param>
    /// <param name="seed">The same seed draws the same weights.</param>
    public static Network Create(
        int inputSize,
        IReadOnlyList<HiddenLayer> hiddenLayers,
        int classCount,
        WeightInitialization initialization = WeightInitialization.Default,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        Require.AtLeast(nameof(inputSize), inputSize, 1);
        for (var i = 0; i < hiddenLayers.Count; i++)
        {
            Require.AtLeast($"{nameof(hiddenLayers)}[{i}].{nameof(HiddenLayer.Units)}", hiddenLayers[i].Units, 1);
            Require.Defined($"{nameof(hiddenLayers)}[{i}].{nameof(HiddenLayer.Activation)}", hiddenLayers[i].Activation);
        }
        Require.AtLeast(nameof(classCount), classCount, 2);
        Require.Defined(nameof(initialization), initialization);
        var layers = new List<DenseLayer>();
        var fanIn = inputSize;
        foreach (var (units, activation) in hiddenLayers)
        {
            layers.Add(new DenseLayer(fanIn, units, activation));
            fanIn = units;
        }
        layers.Add(new DenseLayer(fanIn, classCount, Activation.Identity));

        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        foreach (var layer in layers) WeightInitializer.Fill(layer, initialization, random);
        return new Network(layers);
    }

    /// <summary>A network of the same shape with its own copy of the parameters.</summary>
    public Network Clone()
    {
        var clone = new Network(
            [.. Layers.Select(layer => new DenseLayer(layer.InputSize, layer.OutputSize, layer.Activation))]);
        clone.CopyFrom(this);
        return clone;
    }

    internal void CopyFrom(Network other)
    {
        foreach (var (mine, theirs) in Layers.Zip(other.Layers)) mine.CopyFrom(theirs);
    }

    internal bool AllParametersAreFinite() => Layers.All(layer =>
        TensorPrimitives.IsFiniteAll<float>(layer.Weights) && TensorPrimitives.IsFiniteAll<float>(layer.Biases));
}
