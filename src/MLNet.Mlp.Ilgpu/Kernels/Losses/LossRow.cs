using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>A row whose loss is measured: see <see cref="IGpuLoss.Measure"/>.</summary>
internal readonly struct LossRow(
    ArrayView<float> z, long start, int outputSize, TargetsView targets, int row, int rowInBatch,
    float inverseBatchSize, RowMeasures measures)
{
    private readonly ArrayView<float> _z = z;
    private readonly long _start = start;
    private readonly TargetsView _targets = targets;
    private readonly int _row = row, _rowInBatch = rowInBatch;
    private readonly RowMeasures _measures = measures;

    public readonly int OutputSize = outputSize;

    /// <summary>1 / batchSize.</summary>
    public readonly float InverseBatchSize = inverseBatchSize;

    /// <summary>The weight of the row itself.</summary>
    public float Weight => _targets.RowWeight(_row);

    public bool HasClassWeights => _targets.ClassWeights.Length > 0;

    /// <summary>A logit; once set, what has taken its place.</summary>
    public float Get(int output) => _z[_start + output];

    public void Set(int output, float value) => _z[_start + output] = value;

    public float Target(int output) => _targets.Target(_row, output, OutputSize);

    /// <summary>What rows of a class, or outputs whose label a row has, are multiplied by.</summary>
    public float ClassWeight(int index) => HasClassWeights ? _targets.ClassWeights[index] : 1f;

    public void Note(float loss, float weight, bool right) => _measures.Set(_rowInBatch, loss, weight, right);

    /// <summary>The largest logit; NaN where one is.</summary>
    public float LargestLogit<TTeam>(TTeam team) where TTeam : struct, ITeam
    {
        var largest = float.NegativeInfinity;
        for (var k = team.Index; k < OutputSize; k += team.Count) largest = LargerOf(largest, Get(k));
        return team.Largest(largest);
    }

    /// <summary>The row's class among several: its label, or the output with the first largest target.</summary>
    public int Class<TTeam>(TTeam team) where TTeam : struct, ITeam
    {
        if (_targets.Labels.Length > 0) return _targets.Labels[_row];
        var largest = float.NegativeInfinity;
        for (var k = team.Index; k < OutputSize; k += team.Count) largest = LargerOf(largest, Target(k));
        largest = team.Largest(largest);
        var first = OutputSize;
        for (var k = team.Index; k < OutputSize; k += team.Count)
            if (k < first && Target(k) == largest) first = k;
        return IntrinsicMath.Min(team.Least(first), OutputSize - 1);
    }

    /// <summary>The larger; NaN on every device where one of them is.</summary>
    public static float LargerOf(float a, float b) => float.IsNaN(a) || !float.IsNaN(b) && a >= b ? a : b;
}
