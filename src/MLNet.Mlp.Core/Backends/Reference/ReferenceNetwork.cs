using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Mlp.Backends;

/// <summary>A network as matrices: see <see cref="ReferenceLayer"/>.</summary>
internal sealed class ReferenceNetwork
{
    public ReferenceNetwork(Network network) =>
        Layers = [.. network.Layers.Select(layer => new ReferenceLayer(layer))];

    public ReferenceLayer[] Layers { get; }

    /// <summary>Runs a batch through all layers. The output of the last are the logits.</summary>
    /// <param name="x">The batch, B x inputSize.</param>
    /// <param name="training">Whether batch normalization takes the statistics of the batch, not the running ones.
    /// </param>
    /// <param name="dropout">The random numbers of a layer and a row, or null to leave nothing out.</param>
    public LayerPass[] Forward(Matrix<double> x, bool training = false, Func<int, int, Dropout>? dropout = null)
    {
        var passes = new LayerPass[Layers.Length];
        for (var l = 0; l < Layers.Length; l++)
        {
            passes[l] = Layers[l].Forward(x, training, RowsOf(dropout, l));
            x = passes[l].Output;
        }
        return passes;
    }

    /// <summary>The gradients of all layers, from that of the logits, after a <see cref="Forward"/> in training.
    /// </summary>
    public LayerGradients[] Backward(
        LayerPass[] passes, Matrix<double> dLogits, Func<int, int, Dropout>? dropout = null)
    {
        var gradients = new LayerGradients[Layers.Length];
        var dOutput = dLogits;
        for (var l = Layers.Length - 1; l >= 0; l--)
        {
            gradients[l] = Layers[l].Backward(passes[l], dOutput, RowsOf(dropout, l));
            dOutput = gradients[l].Input;
        }
        return gradients;
    }

    private static Func<int, Dropout>? RowsOf(Func<int, int, Dropout>? dropout, int layer) =>
        dropout is null ? null : row => dropout(layer, row);
}
