using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Standardizes: x' = (x - mean) / deviation, with the deviation of the population; or, where zero stays zero, divides
/// by the root mean square: x' = x / sqrt(mean(x^2)). Mean and deviation are accumulated as by Welford (1962).
/// </summary>
internal sealed class MeanVarianceTrainer<T> : AffineTrainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly double[] _mean;
    private readonly double[] _squares;
    private readonly long[] _count;
    private readonly long[] _notFinite;

    public MeanVarianceTrainer(DataViewRow row, DataViewSchema.Column source, bool fixZero) : base(row, source, fixZero)
    {
        _mean = new double[Size];
        _squares = new double[Size];
        _count = new long[Size];
        _notFinite = new long[Size];
    }

    protected override void Add(ReadOnlySpan<T> values, ReadOnlySpan<int> slots)
    {
        for (int i = 0; i < values.Length; i++)
            Add(slots.IsEmpty ? i : slots[i], values[i]);
    }

    protected override (T Scale, T Offset) Finish(int slot, bool fixZero)
    {
        var (mean, squares) = WithZeros(slot);
        if (squares == 0)
            return (T.Zero, T.Zero);
        double variance = squares / (RowCount - _notFinite[slot]);
        if (fixZero)
            return (T.One / T.CreateTruncating(Math.Sqrt(variance + mean * mean)), T.Zero);
        T scale = T.One / T.CreateTruncating(Math.Sqrt(variance));
        return (scale, T.IsZero(scale) ? T.Zero : T.CreateTruncating(mean));
    }

    private void Add(int slot, T value)
    {
        if (T.IsZero(value))
            return;
        if (!T.IsFinite(value))
        {
            _notFinite[slot]++;
            return;
        }
        double number = double.CreateTruncating(value);
        double delta = number - _mean[slot];
        _mean[slot] += delta / ++_count[slot];
        _squares[slot] += delta * (number - _mean[slot]);
    }

    /// <summary>Joins the rows with a zero, which were not looked at one by one.</summary>
    private (double Mean, double Squares) WithZeros(int slot)
    {
        long count = _count[slot];
        long zeros = RowCount - count - _notFinite[slot];
        double mean = _mean[slot];
        if (zeros == 0 || count == 0)
            return (mean, _squares[slot]);
        double share = (double)zeros / (count + zeros);
        return (mean * (1 - share), _squares[slot] + mean * mean * count * share);
    }
}
