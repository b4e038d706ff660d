namespace MLNet.Mlp.Backends;

/// <summary>The matrices of one batch, in training or evaluation, with room for <paramref name="batchSize"/>
/// rows.</summary>
internal sealed class Workspace(IReadOnlyList<TrainableLayer> layers, int batchSize)
{
    public int BatchSize => batchSize;

    public LayerWorkspace[] Layers { get; } =
        [.. layers.Select((layer, l) => new LayerWorkspace(layer, batchSize, isLast: l == layers.Count - 1))];

    /// <summary>Room for the targets of each row.</summary>
    public PaddedMatrix Targets { get; } = new(batchSize, layers[^1].Packed.OutputSize);

    /// <summary>The measures of each row.</summary>
    public BatchMeasures Measures { get; } = new(batchSize);
}
