namespace MLNet.Mlp;

/// <summary>How many rows have each class, or each label where these do not exclude each other.</summary>
internal sealed class ClassCounts
{
    private readonly long[] _counts;
    private readonly float[] _target;
    private long _rowCount;

    /// <param name="outputSize">Outputs of the network.</param>
    /// <param name="exclusive">Whether each row has just one class.</param>
    public ClassCounts(int outputSize, bool exclusive)
    {
        Exclusive = exclusive;
        _counts = new long[exclusive ? Math.Max(2, outputSize) : outputSize];
        _target = new float[outputSize];
    }

    public bool Exclusive { get; }

    /// <summary>Counts for a network: several sigmoid outputs do not exclude each other, everything else does.</summary>
    public static ClassCounts For(Network network) =>
        new(network.OutputSize, network.Output != OutputActivation.Sigmoid || network.OutputSize == 1);

    public void Add(LabeledRows data)
    {
        for (var row = 0; row < data.RowCount; row++)
        {
            data.Targets.CopyRowTo(row, _target);
            if (!Exclusive)
                for (var k = 0; k < _target.Length; k++) _counts[k] += _target[k] > 0.5f ? 1 : 0;
            else if (_target.Length == 1) _counts[_target[0] > 0.5f ? 1 : 0]++;
            else _counts[System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(_target)]++;
        }
        _rowCount += data.RowCount;
    }

    public float[] BalancedWeights() => [.. _counts.Select(count => (float)(
        count == 0 ? 0
        : Exclusive ? (double)_rowCount / (_counts.Length * count)
        : (double)(_rowCount - count) / count))];
}
