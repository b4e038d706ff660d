using System.Numerics.Tensors;

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

    public static ClassCounts For(Network network) => new(network.OutputSize, !network.HasIndependentLabels);

    /// <summary>The class of a row: the one with the first largest target, or with a single output that of its 0 or
    /// 1.</summary>
    public static int ClassOf(ReadOnlySpan<float> target) =>
        target.Length > 1 ? TensorPrimitives.IndexOfMax(target) : target[0] > 0.5f ? 1 : 0;

    public void Add(LabeledRows data) => Add(data, RowOrder.InOrder(data.RowCount));

    public void Add(LabeledRows data, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            data.Targets.CopyRowTo(row, _target);
            if (Exclusive) _counts[ClassOf(_target)]++;
            else
                for (var k = 0; k < _target.Length; k++) _counts[k] += _target[k] > 0.5f ? 1 : 0;
        }
        _rowCount += rows.Length;
    }

    public float[] BalancedWeights() => [.. _counts.Select(count => (float)(
        count == 0 ? 0
        : Exclusive ? (double)_rowCount / (_counts.Length * count)
        : (double)(_rowCount - count) / count))];
}
