using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Room for what the slices of <see cref="ColumnSlices"/> leave, which grows with the matrices.</summary>
internal sealed class PartialResults(Gpu gpu) : IDisposable
{
    private readonly GrowingBuffer<float> _values = new(gpu);

    /// <param name="slices">The slices.</param>
    /// <param name="columnCount">Columns of the matrix.</param>
    /// <param name="resultCount">Numbers that a slice leaves for each column.</param>
    public PartialsView View(ColumnSlices slices, int columnCount, int resultCount) => new(
        _values.Reserve((long)slices.SliceCount * resultCount * columnCount), columnCount, resultCount);

    public void Dispose() => _values.Dispose();
}

/// <summary><see cref="PartialResults"/> as an argument of a kernel.</summary>
internal readonly struct PartialsView(ArrayView<float> values, int columnCount, int resultCount)
{
    private readonly ArrayView<float> _values = values;
    private readonly int _columnCount = columnCount, _resultCount = resultCount;

    public float Get(int slice, int result, int column) => _values[Index(slice, result, column)];

    public void Set(int slice, int result, int column, float value) => _values[Index(slice, result, column)] = value;

    /// <summary>The sum over all slices.</summary>
    public float Sum(int sliceCount, int result, int column)
    {
        float sum = 0;
        for (var slice = 0; slice < sliceCount; slice++) sum += Get(slice, result, column);
        return sum;
    }

    private long Index(int slice, int result, int column) =>
        ((long)slice * _resultCount + result) * _columnCount + column;
}
