using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>How to tell whether the network has a row right.</summary>
internal enum Correctness
{
    /// <summary>It cannot be told: the targets are values.</summary>
    None,

    /// <summary>The output that is largest must be the one whose target is.</summary>
    LargestOutput,

    /// <summary>Each logit must be above 0 just where its target is above 1/2.</summary>
    SignOfEachLogit,
}

/// <summary>The loss of one row as a function of its logits. Thread-safe.</summary>
internal abstract class RowLoss(Correctness correctness)
{
    public Correctness Correctness => correctness;

    /// <summary>Whether the logits of a row are right.</summary>
    public bool IsRight<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> t) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (correctness)
        {
            case Correctness.LargestOutput:
                return TensorPrimitives.IndexOfMax(z) == TensorPrimitives.IndexOfMax(t);
            case Correctness.SignOfEachLogit:
                var half = T.CreateChecked(0.5);
                for (var k = 0; k < z.Length; k++)
                    if ((z[k] > T.Zero) != (t[k] > half)) return false;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Returns the loss of a row and turns its logits z into the gradient dz. May overwrite the targets
    /// t.</summary>
    /// <param name="z">The logits, one for each output.</param>
    /// <param name="t">As many targets.</param>
    /// <param name="labelWeights">What the loss of each output is multiplied by where its target is above 1/2, so that
    /// the row has its label; empty where all are 1, as they must be for a loss that is no mean over outputs.</param>
    public abstract double Loss(Span<float> z, Span<float> t, ReadOnlySpan<float> labelWeights);

    /// <inheritdoc cref="Loss(Span{float}, Span{float}, ReadOnlySpan{float})"/>
    public abstract double Loss(Span<double> z, Span<double> t, ReadOnlySpan<float> labelWeights);
}
