using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>The loss of a row by the formula for one output: the mean over the outputs.</summary>
internal abstract class ElementwiseLoss(Correctness correctness) : RowLoss(correctness)
{
    /// <summary>Runs code for the formula, for backends with loops of their own.</summary>
    public abstract TResult Run<TCode, TResult>(TCode code) where TCode : IElementLossCode<TResult>;
}

/// <summary>Code to be compiled for the formula of each loss.</summary>
internal interface IElementLossCode<out TResult>
{
    TResult Run<TFormula>(TFormula formula) where TFormula : unmanaged, IElementLoss;
}

/// <summary>The loops of all elementwise losses, compiled for each formula.</summary>
internal sealed class ElementwiseLoss<TFormula>(TFormula formula, Correctness correctness)
    : ElementwiseLoss(correctness)
    where TFormula : unmanaged, IElementLoss
{
    public override TResult Run<TCode, TResult>(TCode code) => code.Run(formula);

    public override double Loss(Span<double> z, Span<double> t, ReadOnlySpan<float> labelWeights)
    {
        double sum = 0;
        for (var k = 0; k < z.Length; k++)
        {
            var hasWeight = !labelWeights.IsEmpty && t[k] > 0.5;
            var weight = (hasWeight ? labelWeights[k] : 1) / (double)z.Length;
            sum += weight * formula.Loss<Float64>(z[k], t[k]).Value;
            z[k] = weight * formula.Gradient<Float64>(z[k], t[k]).Value;
        }
        return sum;
    }

    /// <summary>Whole vectors, then one that is filled up with zeros. The losses go where the targets were.</summary>
    public override double Loss(Span<float> z, Span<float> t, ReadOnlySpan<float> labelWeights)
    {
        t = t[..z.Length];
        labelWeights = labelWeights[..(labelWeights.IsEmpty ? 0 : z.Length)];
        ref var zStart = ref MemoryMarshal.GetReference(z);
        ref var tStart = ref MemoryMarshal.GetReference(t);
        ref var weightStart = ref MemoryMarshal.GetReference(labelWeights);
        Float32Vector share = 1.0 / z.Length;
        var k = 0;
        for (; k <= z.Length - Float32Vector.Width; k += Float32Vector.Width)
        {
            ref float zHere = ref Unsafe.Add(ref zStart, k), tHere = ref Unsafe.Add(ref tStart, k);
            var (logits, targets) = (Float32Vector.Load(ref zHere), Float32Vector.Load(ref tHere));
            var weights = labelWeights.IsEmpty
                ? share
                : share * WhereLabel(targets, Float32Vector.Load(ref Unsafe.Add(ref weightStart, k)));
            Float32Vector.Store(weights * formula.Gradient(logits, targets), ref zHere);
            Float32Vector.Store(weights * formula.Loss(logits, targets), ref tHere);
        }
        if (k < z.Length)
        {
            var (logits, targets) = (Float32Vector.LoadPart(z[k..]), Float32Vector.LoadPart(t[k..]));
            var weights = labelWeights.IsEmpty
                ? share
                : share * WhereLabel(targets, Float32Vector.LoadPart(labelWeights[k..]));
            Float32Vector.StorePart(weights * formula.Gradient(logits, targets), z[k..]);
            Float32Vector.StorePart(weights * formula.Loss(logits, targets), t[k..]);
        }

        double sum = 0;
        foreach (var loss in t) sum += loss;
        return sum;
    }

    /// <summary>The weight of a label where the row has it, else 1.</summary>
    private static Float32Vector WhereLabel(Float32Vector target, Float32Vector weight) =>
        Float32Vector.IfPositive(target - 0.5, weight, 1.0);
}
