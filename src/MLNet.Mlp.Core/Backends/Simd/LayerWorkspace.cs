using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>What becomes of a batch in a layer, on the way forward and back. Only what must be kept apart has its own
/// memory.</summary>
internal sealed class LayerWorkspace
{
    public LayerWorkspace(TrainableLayer layer, int batchSize, bool isLast)
    {
        PaddedMatrix CreateSums() => new(batchSize, layer.Packed.SumCount);
        PaddedMatrix CreateOutputs() => new(batchSize, layer.Packed.OutputSize);
        Activations = CreateOutputs();
        Preactivations = layer.Activation.DerivativeNeedsInput() ? CreateSums() : Activations;
        Sums = layer.Normalization is null ? Preactivations : CreateSums();
        Outputs = layer.Dropout == 0 ? Activations : CreateOutputs();
        dOutputs = isLast ? Activations : CreateOutputs();
        dSums = layer.Activation == Activation.Maxout ? CreateSums() : dOutputs;
    }

    /// <summary>Z, and N once it is normalized. The same as <see cref="Preactivations"/> where nothing is normalized.
    /// </summary>
    public PaddedMatrix Sums { get; }

    /// <summary>Y. The same as <see cref="Activations"/> where the derivative of the activation does not need
    /// it.</summary>
    public PaddedMatrix Preactivations { get; }

    /// <summary>A.</summary>
    public PaddedMatrix Activations { get; }

    /// <summary>O, which the next layer takes in training. The same as <see cref="Activations"/> without
    /// dropout.</summary>
    public PaddedMatrix Outputs { get; }

    /// <summary>dO, and dA once dropout is undone. In the last layer it takes the place of the logits, which nothing
    /// reads again.</summary>
    public PaddedMatrix dOutputs { get; }

    /// <summary>dY, and dZ once the normalization is undone. The same as <see cref="dOutputs"/>, but for
    /// maxout.</summary>
    public PaddedMatrix dSums { get; }
}
