namespace MLNet.Mlp.Backends;

/// <summary>Which networks <see cref="FusedEngine{TRule}"/> trains: those so small that launching kernels takes longer
/// than running them.</summary>
internal static class FusedNetwork
{
    /// <summary>The most rows of a batch. Rows are shared out among the groups, which take theirs one by one.</summary>
    public const int MostBatchSize = 1024;

    /// <summary>The most units of a layer: as many fours as a group has threads.</summary>
    public const int MostUnits = 1024;

    /// <summary>The most outputs, as one thread measures the loss of a row.</summary>
    public const int MostOutputs = 64;

    /// <summary>The most weights above the first layer, times the rows that a group takes in a step: for each row it
    /// reads all of them twice, which together takes about as long as the launches of a step would.</summary>
    public const int MostUpperProducts = 1 << 17;

    /// <summary>The most products of the first layer in a step, batchSize x inputSize x units, for each group: beyond
    /// it the tiles of a general matrix product are worth their launches.</summary>
    public const int MostFirstProductsOfGroup = 1 << 19;

    /// <summary>Bytes of shared memory that a group needs.</summary>
    public const int SharedBytes = 4 * (FusedPlan.InputFloats + FusedPlan.WorkFloats + FusedPlan.ScratchFloats);

    /// <summary>Whether the engine can train the network, and faster than layer by layer.</summary>
    public static bool Fits(Network network, TrainingOptions options, Gpu gpu) =>
        Fits(network, options, gpu, GroupCount(gpu));

    /// <summary>One group for each multiprocessor: they all run at the same time.</summary>
    public static int GroupCount(Gpu gpu) => gpu.Accelerator.NumMultiprocessors;

    internal static bool Fits(Network network, TrainingOptions options, Gpu gpu, int groupCount)
    {
        var layers = network.Layers;
        var first = layers[0];
        if (gpu.Accelerator.MaxSharedMemoryPerGroup < SharedBytes || layers.Count > FusedLayers.Most) return false;
        if (options.ClipNorm is not null || options.MaxNorm is not null) return false;
        var batchSize = options.BatchSize;
        if (batchSize > MostBatchSize) return false;
        if (network.EndsInHiddenLayer || network.OutputSize > MostOutputs) return false;
        long upperWeights = 0;
        var rowFloats = 0;
        foreach (var layer in layers)
        {
            if (layer.Normalization is not null || layer.Pieces != 1 || layer.OutputSize > MostUnits) return false;
            if (layer != layers[^1] && layer.Activation != first.Activation) return false;
            if (layer != first) upperWeights += layer.Weights.Length;
            rowFloats += RowFloats(layer, isLast: layer == layers[^1]);
        }
        var rowsOfGroup = (batchSize + groupCount - 1) / groupCount;
        return rowFloats <= FusedPlan.WorkFloats
            && upperWeights * rowsOfGroup <= MostUpperProducts
            && (long)batchSize * first.Weights.Length <= (long)MostFirstProductsOfGroup * groupCount
            && FusedPlan.Best(first.InputSize, first.OutputSize, batchSize, groupCount, gpu.GroupSize) is not null;
    }

    /// <summary>What a group must know of one row in a layer: see <see cref="FusedLayerView.RowStart"/>.</summary>
    public static int RowFloats(DenseLayer layer, bool isLast) =>
        DeviceMatrix.Pad(layer.OutputSize) * (isLast ? 1 : 3);
}
