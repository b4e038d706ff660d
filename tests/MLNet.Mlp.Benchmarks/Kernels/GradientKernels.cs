using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The products on the way back, by the kernels of the SIMD backend themselves.</summary>
public unsafe class GradientKernels
{
    private PaddedMatrix _x = null!, _dZ = null!, _dX = null!;
    private PanelMatrix _dZPanels = null!, _transposed = null!, _dWeights = null!;

    [ParamsSource(nameof(Sizes))]
    public ProductSize Size { get; set; } = null!;

    public static IEnumerable<ProductSize> Sizes => ProductSize.All;

    [GlobalSetup]
    public void SetUp()
    {
        (_x, _dZ) = (Filled(Size.Rows, Size.Inputs), Filled(Size.Rows, Size.Outputs));
        _dX = new PaddedMatrix(Size.Rows, Size.Inputs);
        _dZPanels = new PanelMatrix(Size.Rows, Size.Outputs);
        _dZPanels.SetTransposed(RandomFloats.Create(Size.Rows * Size.Outputs));
        _transposed = new PanelMatrix(Size.Outputs, Size.Inputs);
        _transposed.SetTransposed(RandomFloats.Create(Size.Outputs * Size.Inputs));
        _dWeights = new PanelMatrix(Size.Inputs, Size.Outputs);
    }

    /// <summary>dW = X^T dZ.</summary>
    [Benchmark(Description = "weight gradient"), Work(flopsPerElement: 2)]
    public void WeightGradient()
    {
        for (var panel = 0; panel < _dWeights.PanelCount; panel++)
            MatMul.MultiplyTransposed(_x.RowPointers, Size.Rows, 0, Size.Inputs, _dZPanels.Row(panel, 0),
                _dZPanels.Width(panel), _dWeights.Row(panel, 0));
    }

    /// <summary>dX = dZ W^T.</summary>
    [Benchmark(Description = "input gradient"), Work(flopsPerElement: 2)]
    public void InputGradient()
    {
        for (var panel = 0; panel < _transposed.PanelCount; panel++)
            MatMul.Multiply(_dZ.RowPointers, Size.Rows, _transposed, panel, null,
                _dX.Row(0) + panel * PanelMatrix.PanelColumns, _dX.Stride);
    }

    private static PaddedMatrix Filled(int rowCount, int columnCount)
    {
        var matrix = new PaddedMatrix(rowCount, columnCount);
        for (var row = 0; row < rowCount; row++) RandomFloats.Create(columnCount).CopyTo(matrix.Values(row));
        return matrix;
    }
}
