namespace MLNet.Mlp.Backends;

/// <summary>The random numbers of <see cref="Dropout"/> in a kernel: those of one layer in one step. The same units are
/// left out on every device.</summary>
/// <param name="layerKey">See <see cref="Of"/>.</param>
/// <param name="threshold">rate 2^24.</param>
/// <param name="scale">1 / (1 - rate).</param>
internal readonly struct DropoutKey(ulong layerKey, uint threshold, float scale)
{
    public readonly ulong LayerKey = layerKey;
    public readonly uint Threshold = threshold;
    public readonly float Scale = scale;

    /// <summary>Leaves nothing out.</summary>
    public static DropoutKey None => new(0, 0, 1);

    public static DropoutKey Of(int seed, int layer, long step, float rate)
    {
        var (threshold, scale) = Dropout.Constants(rate);
        return new(Dropout.LayerKey(seed, layer, step), threshold, (float)scale);
    }

    /// <summary>What a unit's output, or its gradient, is multiplied by: 0 or 1 / (1 - rate). A rate of 0 gives 1.
    /// </summary>
    public float Factor(int rowInBatch, int unit)
    {
        var key = Dropout.RowKey(LayerKey, rowInBatch);
        var hash = Dropout.Hash((uint)unit, (uint)key, (uint)(key >> 32));
        return hash >> 8 >= Threshold ? Scale : 0f;
    }

    /// <summary>A unit's output, or its gradient, after dropout: 0 where it is left out, whatever it was.</summary>
    public float Apply(float value, int rowInBatch, int unit)
    {
        var factor = Factor(rowInBatch, unit);
        return factor == 0 ? 0f : value * factor;
    }
}
