using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>Shortens the weights of each weighted sum of a layer to a Euclidean norm where they are longer: see
/// <see cref="TrainingOptions.MaxNorm"/>. The weights of a sum are a column of the packed matrix, and a row of its
/// transpose where there is one.</summary>
internal sealed class NormLimit(PaddedMatrix weights, PaddedMatrix? transposed, float limit)
{
    private readonly double[] _squares = new double[weights.Stride];
    private readonly PaddedMatrix _factors = new(1, weights.ColumnCount);

    /// <summary>Treats columns start .. end - 1, which are whole vectors.</summary>
    public void Apply(int start, int end)
    {
        ColumnSums.SumProducts(weights, weights, weights.RowCount, start, end, _squares);
        var factors = _factors.Span[start..end];
        var any = false;
        for (var i = 0; i < factors.Length; i++)
        {
            var norm = Math.Sqrt(_squares[start + i]);
            factors[i] = norm > limit ? (float)(limit / norm) : 1;
            any |= norm > limit;
        }
        if (!any) return;

        for (var row = 0; row < weights.RowCount; row++)
        {
            var values = weights.Rows(row, row + 1)[start..end];
            TensorPrimitives.Multiply(values, factors, values);
        }
        for (var sum = start; transposed is not null && sum < Math.Min(end, weights.ColumnCount); sum++)
        {
            var values = transposed.Values(sum);
            TensorPrimitives.Multiply(values, factors[sum - start], values);
        }
    }
}
