using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>The loss of a row by the formula for one output: the mean over the outputs.</summary>
internal sealed class ElementwiseLoss<TFormula>(TFormula formula, Correctness correctness) : RowLoss(correctness)
    where TFormula : struct, IElementLoss
{
    public override double Loss(Span<double> z, Span<double> t, ReadOnlySpan<float> outputWeights)
    {
        double sum = 0;
        for (var k = 0; k < z.Length; k++)
        {
            var weight = (outputWeights.IsEmpty ? 1 : outputWeights[k]) / (double)z.Length;
            sum += weight * formula.Loss<Float64>(z[k], t[k]).Value;
            z[k] = weight * formula.Gradient<Float64>(z[k], t[k]).Value;
        }
        return sum;
    }

    /// <summary>Whole vectors, then one that is filled up with zeros.</summary>
    public override double Loss(Span<float> z, Span<float> t, ReadOnlySpan<float> outputWeights)
    {
        t = t[..z.Length];
        // The losses go where the targets were.
        ref var zStart = ref MemoryMarshal.GetReference(z);
        ref var tStart = ref MemoryMarshal.GetReference(t);
        var k = 0;
        for (; k <= z.Length - Float32Vector.Width; k += Float32Vector.Width)
        {
            ref float zHere = ref Unsafe.Add(ref zStart, k), tHere = ref Unsafe.Add(ref tStart, k);
            var (logits, targets) = (Float32Vector.Load(ref zHere), Float32Vector.Load(ref tHere));
            formula.Gradient(logits, targets).Store(ref zHere);
            formula.Loss(logits, targets).Store(ref tHere);
        }
        if (k < z.Length)
        {
            var (logits, targets) = (Float32Vector.LoadPart(z[k..]), Float32Vector.LoadPart(t[k..]));
            formula.Gradient(logits, targets).StorePart(z[k..]);
            formula.Loss(logits, targets).StorePart(t[k..]);
        }

        double sum = 0;
        var scale = 1f / z.Length;
        for (k = 0; k < z.Length; k++)
        {
            var weight = outputWeights.IsEmpty ? scale : scale * outputWeights[k];
            sum += weight * t[k];
            z[k] *= weight;
        }
        return sum;
    }
}
