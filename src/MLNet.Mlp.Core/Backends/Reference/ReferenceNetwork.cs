using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>
/// A network as matrices. With B rows in the batch, a batch is X: B x inputSize, and layer l has W: outputSize x
/// inputSize and b: outputSize. Gradients of the batch's mean loss L carry a d: dZ = dL/dZ.
/// </summary>
internal sealed class ReferenceNetwork
{
    private readonly Activation[] _activations;

    public ReferenceNetwork(Network network)
    {
        _activations = [.. network.Layers.Select(layer => layer.Activation)];
        Weights = [.. network.Layers.Select(layer => Matrix<double>.Build.Dense(
            layer.OutputSize, layer.InputSize, (unit, input) => layer.Weights[unit * layer.InputSize + input]))];
        Biases = [.. network.Layers.Select(layer => Vector<double>.Build.Dense(
            layer.OutputSize, unit => layer.Biases[unit]))];
    }

    public Matrix<double>[] Weights { get; }

    public Vector<double>[] Biases { get; }

    /// <summary>The outputs of the input and of every layer: A_0 = X, A_l = f(A_(l-1) W^T + b). The last are the logits.</summary>
    public Matrix<double>[] Forward(Matrix<double> x)
    {
        var a = new Matrix<double>[Weights.Length + 1];
        a[0] = x;
        for (var l = 0; l < Weights.Length; l++)
        {
            var activation = _activations[l];
            a[l + 1] = WeightedSums(l, a[l]).Map(z => activation.Forward(z), Zeros.Include);
        }
        return a;
    }

    /// <summary>The sums that layer l applies its activation to: Z = A_in W^T + b.</summary>
    public Matrix<double> WeightedSums(int l, Matrix<double> input) =>
        input.TransposeAndMultiply(Weights[l]).MapIndexed((_, unit, sum) => sum + Biases[l][unit], Zeros.Include);

    /// <summary>
    /// The gradients of the mean loss by back-propagation (Rumelhart, Hinton and Williams, 1986), from the last layer to the
    /// first:
    /// <code>
    /// dZ = (softmax(logits) - onehot(labels)) / B      for the last layer
    /// dZ = dA * f'(Z, A)                               for a hidden layer, element by element
    /// dW = dZ^T A_in,   db = sum of the rows of dZ,   dA_in = dZ W
    /// </code>
    /// </summary>
    public (Matrix<double>[] Weights, Vector<double>[] Biases) Backward(Matrix<double>[] a, ReadOnlySpan<int> labels)
    {
        var dWeights = new Matrix<double>[Weights.Length];
        var dBiases = new Vector<double>[Weights.Length];
        var dZ = SoftmaxCrossEntropy.Backward(a[^1], labels);
        for (var l = Weights.Length - 1; l >= 0; l--)
        {
            dWeights[l] = dZ.TransposeThisAndMultiply(a[l]);
            dBiases[l] = dZ.ColumnSums();
            if (l == 0) break;
            var activation = _activations[l - 1];
            var slopes = WeightedSums(l - 1, a[l - 1]).Map2((z, output) => activation.Derivative(z, output), a[l], Zeros.Include);
            dZ = (dZ * Weights[l]).PointwiseMultiply(slopes);
        }
        return (dWeights, dBiases);
    }
}
