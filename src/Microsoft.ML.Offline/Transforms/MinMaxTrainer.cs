using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Maps onto [0, 1]: x' = (x - min) / (max - min); or, where zero stays zero, into [-1, 1]: x' = x / max(|min|, |max|).
/// </summary>
internal sealed class MinMaxTrainer<T> : AffineTrainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _min;
    private readonly T[] _max;
    private readonly long[] _count;

    public MinMaxTrainer(DataViewRow row, DataViewSchema.Column source, bool fixZero) : base(row, source, fixZero)
    {
        _min = new T[Size];
        _max = new T[Size];
        _count = new long[Size];
        Array.Fill(_min, T.PositiveInfinity);
        Array.Fill(_max, T.NegativeInfinity);
    }

    protected override void Add(ReadOnlySpan<T> values, ReadOnlySpan<int> slots)
    {
        for (int i = 0; i < values.Length; i++)
            Add(slots.IsEmpty ? i : slots[i], values[i]);
    }

    protected override (T Scale, T Offset) Finish(int slot, bool fixZero)
    {
        if (_count[slot] < RowCount)
            Add(slot, T.Zero);
        var (min, max) = (_min[slot], _max[slot]);
        if (!(max > min))
            return (T.Zero, T.Zero);
        if (fixZero)
            return (T.One / T.Max(T.Abs(min), T.Abs(max)), T.Zero);
        T scale = T.One / (max - min);
        return (scale, T.IsZero(scale) ? T.Zero : min);
    }

    private void Add(int slot, T value)
    {
        _count[slot]++;
        // Comparisons that are false for what is not a number.
        if (value < _min[slot])
            _min[slot] = value;
        if (value > _max[slot])
            _max[slot] = value;
    }
}
