namespace MLNet.Mlp.Backends;

/// <summary>The gradient of all weights of a layer, where it must be known as a whole before a step: to clip its norm.
/// It has one row for each input; or, with sparse features, for each input seen, in their order.</summary>
internal sealed class WholeGradient(TrainableLayer layer)
{
    private PanelMatrix _values = new(0, layer.Packed.SumCount);

    // What each row of each panel adds to the squared norm.
    private double[] _squares = [];

    /// <summary>Makes room for the gradients of so many inputs, on one thread.</summary>
    public void Reserve(int inputCount)
    {
        if (_values.RowCount >= inputCount) return;
        var rowCount = (int)Math.Min(layer.Packed.InputSize, Math.Max(2L * _values.RowCount, inputCount));
        _values = new PanelMatrix(rowCount, layer.Packed.SumCount);
        _squares = new double[rowCount * _values.PanelCount];
    }

    /// <summary>The gradients of inputs start .. end - 1 in a panel.</summary>
    public Span<float> Rows(int panel, int start, int end) => _values.Rows(panel, start, end);

    /// <summary>Sums the squares of these gradients, input by input.</summary>
    public void SumSquares(int panel, int start, int end)
    {
        for (var row = start; row < end; row++)
            _squares[panel * _values.RowCount + row] = GradientClipping.SumOfSquares(Rows(panel, row, row + 1));
    }

    /// <summary>The squared norm, of the biases and scales too, added up in order, on one thread, so that the sum is
    /// always the same.</summary>
    /// <param name="inputCount">Number of inputs, or of inputs seen.</param>
    public double TotalSquares(int inputCount)
    {
        double sum = 0;
        for (var panel = 0; panel < _values.PanelCount; panel++)
            foreach (var square in _squares.AsSpan(panel * _values.RowCount, inputCount)) sum += square;
        return sum + layer.Biases.SumOfSquares() + (layer.Normalization?.Scales.SumOfSquares() ?? 0);
    }
}
