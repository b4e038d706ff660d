namespace MLNet.Mlp.Backends;

/// <summary>The matrices of one batch, in training or evaluation, with room for <paramref name="batchSize"/>
/// rows.</summary>
internal sealed class Workspace(IReadOnlyList<TrainableLayer> layers, int batchSize)
{
    private PaddedMatrix? _input;

    public int BatchSize => batchSize;

    public LayerWorkspace[] Layers { get; } =
        [.. layers.Select((layer, l) => new LayerWorkspace(layer, batchSize, isLast: l == layers.Count - 1))];

    /// <summary>Room for the input, which sparse rows do not need.</summary>
    public PaddedMatrix Input => _input!;

    /// <summary>Room for the targets of each row.</summary>
    public PaddedMatrix Targets { get; } = new(batchSize, layers[^1].Packed.OutputSize);

    /// <summary>The measures of each row.</summary>
    public BatchMeasures Measures { get; } = new(batchSize);

    /// <summary>Makes <see cref="Input"/>, on one thread.</summary>
    public void ReserveInput() => _input ??= new PaddedMatrix(batchSize, layers[0].Packed.InputSize);
}
