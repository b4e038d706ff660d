using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>Shortens the weights of each weighted sum of a layer to a Euclidean norm where they are longer: see
/// <see cref="TrainingOptions.MaxNorm"/>. The weights of a sum are a column of a panel, and a row of the
/// transpose where there is one.</summary>
internal sealed unsafe class NormLimit(PanelMatrix weights, PanelMatrix? transposed, float limit)
{
    private readonly double[] _squares = new double[MatMul.RoundUp(weights.ColumnCount)];
    private readonly PanelMatrix _factors = new(1, weights.ColumnCount);

    /// <summary>Treats columns start .. end - 1, which are whole vectors.</summary>
    public void Apply(int start, int end)
    {
        for (var panel = start / PanelMatrix.PanelColumns; start < end; panel++)
        {
            var panelEnd = Math.Min(end, (panel + 1) * PanelMatrix.PanelColumns);
            Apply(panel, start, panelEnd);
            start = panelEnd;
        }
    }

    private void Apply(int panel, int start, int end)
    {
        // The panel as if it were a whole matrix, whose column j lies j floats from its start.
        var first = weights.Row(panel, 0) - panel * PanelMatrix.PanelColumns;
        var width = weights.Width(panel);
        ColumnSums.SumProducts(first, width, first, width, weights.RowCount, start, end, _squares);
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
            var values = new Span<float>(first + (nint)row * width + start, end - start);
            TensorPrimitives.Multiply(values, factors, values);
        }
        if (transposed is null) return;
        for (var sum = start; sum < Math.Min(end, weights.ColumnCount); sum++)
            for (var other = 0; other < transposed.PanelCount; other++)
            {
                var values = transposed.Rows(other, sum, sum + 1);
                TensorPrimitives.Multiply(values, factors[sum - start], values);
            }
    }
}
