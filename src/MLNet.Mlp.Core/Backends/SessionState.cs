using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>What a training session must know to go on, beside the parameters: see
/// <see cref="ITrainingSession.SaveState"/>.</summary>
public sealed class SessionState
{
    internal SessionState(long stepCount, IReadOnlyList<Tensor> tensors) => (StepCount, Tensors) = (stepCount, tensors);

    /// <summary>Steps done since training began.</summary>
    public long StepCount { get; }

    /// <summary>The optimizer's state and whatever else the backend keeps.</summary>
    internal IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>Copies the values of a tensor.</summary>
    /// <exception cref="FormatException">The tensor is missing or has another number or type of values.</exception>
    internal void CopyTo<T>(string name, Span<T> destination) where T : unmanaged
    {
        var tensor = Tensors.FirstOrDefault(tensor => tensor.Name == name) ??
            throw new FormatException($"The training state lacks the tensor '{name}'. {Hint}");
        if (tensor.Values is not T[] values || values.Length != destination.Length)
            throw new FormatException(
                $"The training state's tensor '{name}' must hold {destination.Length} values of type " +
                $"{typeof(T).Name}; got {tensor.Values.Length} of type " +
                $"{tensor.Values.GetType().GetElementType()!.Name}. {Hint}");
        values.CopyTo(destination);
    }

    /// <summary>Refuses tensors that the session has no use for: they are of another optimizer or network.</summary>
    /// <exception cref="FormatException">The state holds a tensor of another name.</exception>
    internal void RequireNoneBut(IReadOnlyCollection<string> names)
    {
        foreach (var tensor in Tensors)
            if (!names.Contains(tensor.Name))
                throw new FormatException(
                    $"The training state holds a tensor '{Excerpt.Of(tensor.Name)}' that is not of use here. {Hint}");
    }

    private const string Hint = "Try the network, the optimizer and the backend that it was saved with.";
}
