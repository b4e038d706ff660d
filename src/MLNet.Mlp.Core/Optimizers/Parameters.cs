using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Parameters to be updated together, with their gradients and the optimizer's state. Of each span it keeps
/// start and length apart, which a loop gets at sooner than at a span that was just written.</summary>
internal readonly ref struct Parameters<T> where T : unmanaged, IReal<T>
{
    private readonly int _gradientCount, _firstCount, _secondCount;

    /// <summary>Where each span starts; what there is none of starts nowhere.</summary>
    public readonly ref T Value, FirstState, SecondState;

    /// <inheritdoc cref="Value"/>
    public readonly ref readonly T Gradient;

    /// <summary>Number of parameters.</summary>
    public readonly int Count;

    /// <summary>The weights, the biases or the scales.</summary>
    public required Span<T> Values
    {
        init
        {
            Value = ref MemoryMarshal.GetReference(value);
            Count = value.Length;
        }
    }

    /// <summary>As many gradients of the mean loss.</summary>
    public required ReadOnlySpan<T> Gradients
    {
        init
        {
            Gradient = ref MemoryMarshal.GetReference(value);
            _gradientCount = value.Length;
        }
    }

    /// <summary>As many first states, or none where the optimizer keeps none.</summary>
    public required Span<T> First
    {
        init
        {
            FirstState = ref MemoryMarshal.GetReference(value);
            _firstCount = value.Length;
        }
    }

    /// <summary>As many second states, or none where the optimizer keeps none.</summary>
    public required Span<T> Second
    {
        init
        {
            SecondState = ref MemoryMarshal.GetReference(value);
            _secondCount = value.Length;
        }
    }

    /// <summary>Whether these are weights, which the penalties pull towards 0; not so biases and scales.</summary>
    public required bool AreWeights { get; init; }

    /// <summary>Checks the lengths once for a loop that will not.</summary>
    /// <param name="stateCount">How many states the optimizer keeps for each parameter.</param>
    public void RequireLengths(int stateCount)
    {
        var (firstCount, secondCount) = (stateCount > 0 ? _firstCount : Count, stateCount > 1 ? _secondCount : Count);
        if (Math.Min(_gradientCount, Math.Min(firstCount, secondCount)) < Count)
            ThrowLengths(Count, _gradientCount, firstCount, secondCount);
    }

    private static void ThrowLengths(int count, int gradientCount, int firstCount, int secondCount) =>
        throw new ArgumentException(
            $"There are {count} parameters but {gradientCount} gradients and {firstCount} and {secondCount} states.");
}
