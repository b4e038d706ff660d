using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Parameters to be updated together, with their gradients and the optimizer's state.</summary>
internal readonly ref struct Parameters<T> where T : struct, IReal<T>
{
    /// <summary>The weights, the biases or the scales.</summary>
    public required Span<T> Values { get; init; }

    /// <summary>As many gradients of the mean loss.</summary>
    public required ReadOnlySpan<T> Gradients { get; init; }

    /// <summary>As many first states, or none where the optimizer keeps none.</summary>
    public required Span<T> First { get; init; }

    /// <summary>As many second states, or none where the optimizer keeps none.</summary>
    public required Span<T> Second { get; init; }

    /// <summary>Whether these are weights, which the penalties pull towards 0; not so biases and scales.</summary>
    public required bool AreWeights { get; init; }

    /// <summary>Scales the gradients, adds the penalties and applies the rule: the one loop of all optimizers.
    /// </summary>
    public void Update<TRule>(TRule rule, StepValues step, Optimizer optimizer) where TRule : struct, IUpdateRule<T>
    {
        T scale = step.GradientScale;
        T decay = AreWeights ? optimizer.CoupledWeightDecay : 0;
        T l1 = optimizer.L1Penalty;
        var hasL1 = AreWeights && optimizer.L1Penalty > 0;

        // The lengths are checked once here, and not for each element below.
        var count = Values.Length;
        ref var value = ref MemoryMarshal.GetReference(Values);
        ref var gradient = ref MemoryMarshal.GetReference(Gradients[..count]);
        ref var first = ref MemoryMarshal.GetReference(First[..(TRule.StateCount > 0 ? count : 0)]);
        ref var second = ref MemoryMarshal.GetReference(Second[..(TRule.StateCount > 1 ? count : 0)]);
        T unused = default;
        for (nint i = 0; i < count; i++)
        {
            var w = Unsafe.Add(ref value, i);
            var g = scale * Unsafe.Add(ref gradient, i) + decay * w;
            if (hasL1) g += T.IfPositive(w, l1, T.IfPositive(-w, -l1, 0));
            Unsafe.Add(ref value, i) = rule.Step(w, g,
                ref TRule.StateCount > 0 ? ref Unsafe.Add(ref first, i) : ref unused,
                ref TRule.StateCount > 1 ? ref Unsafe.Add(ref second, i) : ref unused);
        }
    }
}
