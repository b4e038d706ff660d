using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>The softmax of one row of floats.</summary>
internal static class SimdSoftmax
{
    /// <summary>Turns logits into probabilities.</summary>
    public static void Softmax(Span<float> logits) => RowSoftmax.Apply(logits, scale: 1, offset: 0, label: 0);
}
