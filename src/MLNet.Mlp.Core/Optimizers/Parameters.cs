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
}
