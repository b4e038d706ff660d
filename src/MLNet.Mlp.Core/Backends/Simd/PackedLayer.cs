namespace MLNet.Mlp.Backends;

/// <summary>
/// The parameters of a layer as the matrix kernel wants them: weights transposed to inputSize x sumCount, in panels, so
/// that neighbouring weighted sums are neighbours in memory and fill a vector. They stay so for a whole training run. A
/// sparse row needs just the rows of weights of its non-zeros, each of which lies in one piece for each panel.
/// </summary>
internal sealed unsafe class PackedLayer
{
    private readonly SimdActivation _activation;
    private readonly bool _sumsHaveBiases;

    public PackedLayer(DenseLayer layer)
    {
        (InputSize, OutputSize, SumCount) = (layer.InputSize, layer.OutputSize, layer.SumCount);
        _activation = SimdActivation.Of(layer.Activation);
        _sumsHaveBiases = layer.Normalization is null;
        Weights = new PanelMatrix(InputSize, SumCount);
        Weights.SetTransposed(layer.Weights);
        Biases = new PanelMatrix(1, SumCount);
        Biases.SetTransposed(layer.Biases);
        SumStride = MatMul.Pad(SumCount);
        OutputStride = MatMul.Pad(OutputSize);
    }

    public int InputSize { get; }

    public int OutputSize { get; }

    /// <summary>Number of weighted sums: more than outputSize with maxout.</summary>
    public int SumCount { get; }

    /// <summary>inputSize x sumCount.</summary>
    public PanelMatrix Weights { get; }

    /// <summary>1 x sumCount.</summary>
    public PanelMatrix Biases { get; }

    /// <summary>Floats from one row of weighted sums to the next.</summary>
    public int SumStride { get; }

    /// <summary>Floats from one row of outputs to the next.</summary>
    public int OutputStride { get; }

    public void CopyTo(DenseLayer layer)
    {
        Weights.CopyTransposedTo(layer.Weights);
        Biases.CopyTransposedTo(layer.Biases);
    }

    /// <summary>Z = X W, and + b unless the layer is normalized, for <paramref name="rowCount"/> rows.</summary>
    /// <param name="x">Pointers to the rows of the input.</param>
    /// <param name="z">rowCount x SumStride. A row's result does not depend on the others.</param>
    /// <param name="rowCount">Rows of both.</param>
    public void ComputeSums(float** x, float* z, int rowCount)
    {
        for (var panel = 0; panel < Weights.PanelCount; panel++) ComputeSums(x, z, rowCount, panel);
    }

    /// <summary>The same for the weighted sums of a panel.</summary>
    public void ComputeSums(float** x, float* z, int rowCount, int panel) => MatMul.Multiply(
        x, rowCount, Weights, panel, _sumsHaveBiases ? Biases.Row(panel, 0) : null,
        z + panel * PanelMatrix.PanelColumns, SumStride);

    /// <summary>The same for one sparse row, bitwise, as long as all weights are finite.</summary>
    public void ComputeSums(SparseRow x, float* z)
    {
        var sums = new Span<float>(z, Biases.Span.Length);
        if (_sumsHaveBiases) Biases.Span.CopyTo(sums);
        else sums.Clear();
        for (var panel = 0; panel < Weights.PanelCount; panel++)
        {
            var width = Weights.Width(panel);
            SparseMatMul.MultiplyAdd(
                x.Columns, x.Values, Weights.Row(panel, 0), width, z + panel * PanelMatrix.PanelColumns, width);
        }
    }

    /// <summary>A = f(Y) for some rows of weighted sums with their biases.</summary>
    /// <param name="y">rowCount x SumStride.</param>
    /// <param name="a">rowCount x OutputStride. May start where <paramref name="y"/> does.</param>
    /// <param name="rowCount">Rows of both.</param>
    public void Activate(float* y, float* a, int rowCount)
    {
        for (var row = 0; row < rowCount; row++)
            _activation.Forward(
                new Span<float>(y + (nint)row * SumStride, SumCount),
                new Span<float>(a + (nint)row * OutputStride, OutputSize));
    }

    /// <summary>dY = dA f'(Y, A) for some rows.</summary>
    /// <param name="y">rowCount x SumStride, or anything as large where the derivative does not need it.</param>
    /// <param name="a">rowCount x OutputStride.</param>
    /// <param name="dA">rowCount x OutputStride.</param>
    /// <param name="dY">rowCount x SumStride; the same as <paramref name="dA"/>, but for maxout.</param>
    /// <param name="rowCount">Rows of all.</param>
    public void Deactivate(float* y, float* a, float* dA, float* dY, int rowCount)
    {
        for (var row = 0; row < rowCount; row++)
        {
            var (sums, units) = ((nint)row * SumStride, (nint)row * OutputStride);
            _activation.Backward(
                new Span<float>(y + sums, SumCount), new Span<float>(a + units, OutputSize),
                new Span<float>(dA + units, OutputSize), new Span<float>(dY + sums, SumCount));
        }
    }
}
