using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The products on the way back, by the kernels of the SIMD backend themselves.</summary>
public unsafe class GradientKernels
{
    private PaddedMatrix _x = null!, _dZ = null!, _dX = null!;
    private PaddedMatrix _weightsTransposed = null!, _dWeights = null!;

    [ParamsSource(nameof(Sizes))]
    public ProductSize Size { get; set; } = null!;

    public static IEnumerable<ProductSize> Sizes => ProductSize.All;

    [GlobalSetup]
    public void SetUp()
    {
        (_x, _dZ) = (Filled(Size.Rows, Size.Inputs), Filled(Size.Rows, Size.Outputs));
        (_dX, _dWeights) = (Filled(Size.Rows, Size.Inputs), Filled(Size.Inputs, Size.Outputs));
        _weightsTransposed = Filled(Size.Outputs, Size.Inputs);
    }

    /// <summary>dW = X^T dZ.</summary>
    [Benchmark(Description = "weight gradient"), Work(flopsPerElement: 2)]
    public void WeightGradient()
    {
        _dWeights.Span.Clear();
        MatMul.MultiplyAdd(_x.Row(0), 1, _x.Stride, _dZ.Row(0), _dZ.Stride, _dWeights.Row(0), _dWeights.Stride,
            Size.Inputs, _dZ.Stride, Size.Rows);
    }

    /// <summary>dX = dZ W^T.</summary>
    [Benchmark(Description = "input gradient"), Work(flopsPerElement: 2)]
    public void InputGradient()
    {
        _dX.Span.Clear();
        MatMul.MultiplyAdd(_dZ.Row(0), _dZ.Stride, 1, _weightsTransposed.Row(0), _weightsTransposed.Stride,
            _dX.Row(0), _dX.Stride, Size.Rows, _dX.Stride, Size.Outputs);
    }

    private static PaddedMatrix Filled(int rowCount, int columnCount)
    {
        var matrix = new PaddedMatrix(rowCount, columnCount);
        for (var row = 0; row < rowCount; row++) RandomFloats.Create(columnCount).CopyTo(matrix.Values(row));
        return matrix;
    }
}
