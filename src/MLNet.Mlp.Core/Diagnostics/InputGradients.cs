using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>
/// The gradient of an output with respect to each feature of a row: the saliency map of Simonyan, Vedaldi and Zisserman
/// (2014), which tells what the output pays heed to there. A feature whose gradient is large changes the output most
/// when it changes a little.
/// <para>Everything is as in scoring: nothing is left out by dropout, and batch normalization takes its running
/// statistics. Computed by the reference backend in double precision. The network's parameters are copied at each call,
/// so ask for many rows at once. Thread-safe, as long as the network is not changed meanwhile.</para>
/// </summary>
public static class InputGradients
{
    private const int RowsAtOnce = 256;

    /// <summary>The gradient of one output of one row.</summary>
    /// <param name="network">The network.</param>
    /// <param name="features">The row, inputSize floats.</param>
    /// <param name="output">The output, in [0, <see cref="Network.OutputSize"/>).</param>
    /// <param name="ofLogit">Whether to take the gradient of the logit and not of the probability that
    /// <see cref="Network.Output"/> makes of it. The paper does so: a probability near 0 or 1 hardly has a gradient,
    /// and that of a softmax can also grow because another class becomes less likely.</param>
    /// <returns>inputSize floats.</returns>
    /// <exception cref="ArgumentException">The row does not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public static float[] Of(Network network, ReadOnlySpan<float> features, int output, bool ofLogit = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (features.Length != network.InputSize)
            throw new ArgumentException(
                $"The row has {features.Length} features but the network takes {network.InputSize}.", nameof(features));
        return Of(network, features, [output], ofLogit);
    }

    /// <summary>The gradients of several rows, each of an output of its own: of the most probable class, for example.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="features">rowCount x inputSize, row-major.</param>
    /// <param name="outputs">The output of each row, in [0, <see cref="Network.OutputSize"/>).</param>
    /// <param name="ofLogit">Whether to take the gradients of logits: see
    /// <see cref="Of(Network, ReadOnlySpan{float}, int, bool)"/>.</param>
    /// <returns>rowCount x inputSize, row-major.</returns>
    /// <exception cref="ArgumentException">The rows do not fit the network, or there are not as many
    /// outputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public static float[] Of(
        Network network, ReadOnlySpan<float> features, ReadOnlySpan<int> outputs, bool ofLogit = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (features.Length != (long)outputs.Length * network.InputSize)
            throw new ArgumentException(
                $"The features must be {outputs.Length} x {network.InputSize} values, as there are {outputs.Length} " +
                $"outputs and {network.InputSize} features; got {features.Length}.", nameof(features));
        foreach (var output in outputs)
            if ((uint)output >= (uint)network.OutputSize)
                Require.Throw(nameof(output), $"in [0, {network.OutputSize})", output);

        // A folded network has no batch normalization left, whose way back would be that of training.
        var folded = new ReferenceNetwork(network.Fold());
        var head = ofLogit ? OutputActivation.Identity : network.Output;
        var gradients = new float[features.Length];
        for (var first = 0; first < outputs.Length; first += RowsAtOnce)
        {
            var some = outputs.Slice(first, Math.Min(RowsAtOnce, outputs.Length - first));
            var part = first * network.InputSize;
            Fill(folded, head, features.Slice(part, some.Length * network.InputSize), some, gradients.AsSpan(part));
        }
        return gradients;
    }

    private static void Fill(
        ReferenceNetwork network, OutputActivation head, ReadOnlySpan<float> features, ReadOnlySpan<int> outputs,
        Span<float> gradients)
    {
        var inputSize = features.Length / outputs.Length;
        var passes = network.Forward(ReferenceBatch.Of(features, inputSize));
        var dLogits = passes[^1].Output.Clone();
        for (var row = 0; row < outputs.Length; row++)
        {
            var z = dLogits.Row(row).AsArray();
            Derive(head, z, outputs[row]);
            dLogits.SetRow(row, z);
        }
        var dInput = network.Backward(passes, dLogits)[0].Input;
        for (var i = 0; i < features.Length; i++) gradients[i] = (float)dInput[i / inputSize, i % inputSize];
    }

    /// <summary>
    /// Turns the logits z of a row into the gradient of output k with respect to them:
    /// <code>
    /// identity:  dz_j = (j = k)
    /// sigmoid:   dz_j = (j = k) y_k (1 - y_k)
    /// softmax:   dz_j = y_k ((j = k) - y_j)
    /// </code>
    /// The 1 - y_k of a softmax is taken as the sum of the other outputs, and that of a sigmoid as the sigmoid of -z_k:
    /// the difference would have lost its digits where y_k is near 1.
    /// </summary>
    private static void Derive(OutputActivation head, double[] z, int k)
    {
        var logit = z[k];
        if (head != OutputActivation.Softmax)
        {
            Array.Clear(z);
            z[k] = head == OutputActivation.Identity
                ? 1
                : Activation.Sigmoid.Forward(logit) * Activation.Sigmoid.Forward(-logit);
            return;
        }

        var largest = z.Max();
        double sum = 0;
        for (var j = 0; j < z.Length; j++) sum += z[j] = Math.Exp(z[j] - largest);
        var probability = z[k] / sum;
        double others = 0;
        for (var j = 0; j < z.Length; j++)
        {
            if (j == k) continue;
            others += z[j] / sum;
            z[j] *= -probability / sum;
        }
        z[k] = probability * others;
    }
}
