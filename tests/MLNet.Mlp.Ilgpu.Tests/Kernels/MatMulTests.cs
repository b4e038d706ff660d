using ILGPU.Runtime;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class MatMulTests : IDisposable
{
    // Sums of up to 130 products of numbers around 1.
    private static readonly Tolerance _tolerance = new(1e-5, 1e-5);

    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 3, 9 }, { 3, 1, 8 }, { 2, 5, 7 }, { 16, 16, 16 }, { 17, 15, 33 }, { 5, 33, 17 },
        { 40, 20, 130 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Plain_products_are_those_of_the_definition(int batchSize, int outputSize, int inputSize)
    {
        double[,] x = Noise(batchSize, inputSize, 1), w = Noise(inputSize, outputSize, 2);
        var dZ = Noise(batchSize, outputSize, 3);
        using DeviceMatrix onX = Device(x), onW = Device(w), onDZ = Device(dZ);
        using DeviceMatrix z = new(_gpu, batchSize, outputSize), dX = new(_gpu, batchSize, inputSize);
        using DeviceMatrix dW = new(_gpu, inputSize, outputSize);
        var product = new PlainProduct(_gpu);

        product.Forward(new InputRows(onX.View, default), onW.View, batchSize, z.View);
        product.Backward(onDZ.View, onW.View, batchSize, dX.View);
        product.Gradient(new InputRows(onX.View, default), onDZ.View, batchSize, dW.View);

        Check(Multiply(x, w), z, "XW");
        Check(Multiply(dZ, Transpose(w)), dX, "dZ W^T");
        Check(Multiply(Transpose(x), dZ), dW, "X^T dZ");
        Assert.Equal(3, _gpu.LaunchCount);
    }

    [Fact]
    public void Rows_are_gathered_and_a_batch_may_be_smaller_than_its_matrices()
    {
        double[,] data = Noise(9, 11, 4), w = Noise(11, 6, 5), dZ = Noise(8, 6, 6);
        int[] rows = [8, 0, 3, 3, 5];
        using DeviceMatrix onData = Device(data), onW = Device(w), onDZ = Device(dZ);
        using DeviceMatrix z = new(_gpu, 8, 6), dW = new(_gpu, 11, 6);
        using var onRows = _gpu.Accelerator.Allocate1D(rows);
        var gathered = new double[rows.Length, 11];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < 11; j++) gathered[i, j] = data[rows[i], j];
        var product = new PlainProduct(_gpu);

        product.Forward(new InputRows(onData.View, onRows.View), onW.View, rows.Length, z.View);
        product.Gradient(new InputRows(onData.View, onRows.View), onDZ.View, rows.Length, dW.View);

        var expected = new double[8, 6]; // Zeros beyond the batch.
        var product5 = Multiply(gathered, w);
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < 6; j++) expected[i, j] = product5[i, j];
        Check(expected, z, "z");
        var first = new double[rows.Length, 6];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < 6; j++) first[i, j] = dZ[i, j];
        Check(Multiply(Transpose(gathered), first), dW, "dW");
    }

    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.GELU)]
    public void A_layer_goes_forward_and_back_in_one_launch_each(Activation activation)
    {
        const int BatchSize = 5, Inputs = 7, Units = 6, Next = 3;
        double[,] x = Noise(BatchSize, Inputs, 1), w = Noise(Inputs, Units, 2), biases = Noise(1, Units, 5);
        double[,] nextW = Noise(Units, Next, 3), dNext = Noise(BatchSize, Next, 4);
        using DeviceMatrix onX = Device(x), onW = Device(w), onBiases = Device(biases);
        using DeviceMatrix onNextW = Device(nextW), onDNext = Device(dNext);
        using DeviceMatrix y = new(_gpu, BatchSize, Units), a = new(_gpu, BatchSize, Units);
        using DeviceMatrix o = new(_gpu, BatchSize, Units), dY = new(_gpu, BatchSize, Units);
        var dropout = DropoutKey.Of(seed: 1, layer: 0, step: 2, rate: 0.5f);

        ForwardProduct.Create(_gpu, activation).Run(
            new InputRows(onX.View, default), onW.View, onBiases.View.Values, BatchSize,
            y.View, a.View, o.View, dropout);
        BackwardProduct.Create(_gpu, activation).Run(
            onDNext.View, onNextW.View, BatchSize, y.View, a.View, dropout, dY.View);

        double[,] expectedY = Multiply(x, w), dO = Multiply(dNext, Transpose(nextW));
        double[,] expectedA = new double[BatchSize, Units], expectedO = new double[BatchSize, Units];
        var expectedDY = new double[BatchSize, Units];
        for (var i = 0; i < BatchSize; i++)
        {
            var factors = new double[Units];
            Array.Fill(factors, 1);
            new Dropout(1, 0, 2, i).Apply(factors, 0.5f);
            for (var j = 0; j < Units; j++)
            {
                expectedY[i, j] += biases[0, j];
                expectedA[i, j] = ActivationTable.Forward(activation, expectedY[i, j]);
                expectedO[i, j] = expectedA[i, j] * factors[j];
                expectedDY[i, j] = dO[i, j] * factors[j] *
                    ActivationTable.Derivative(activation, expectedY[i, j], expectedA[i, j]);
            }
        }
        Check(expectedY, y, "y");
        Check(expectedA, a, "a");
        Check(expectedO, o, "o");
        Check(expectedDY, dY, "dY");
        Assert.Equal(2, _gpu.LaunchCount);
    }

    private DeviceMatrix Device(double[,] values)
    {
        var matrix = new DeviceMatrix(_gpu, values.GetLength(0), values.GetLength(1));
        matrix.CopyFrom([.. values.Cast<double>().Select(value => (float)value)]);
        return matrix;
    }

    private static void Check(double[,] expected, DeviceMatrix actual, string what)
    {
        var values = new float[expected.Length];
        actual.CopyTo(values);
        _tolerance.Check([.. expected.Cast<double>()], values, what);
    }

    private static double[,] Noise(int rowCount, int columnCount, int seed)
    {
        var random = new Random(seed);
        var values = new double[rowCount, columnCount];
        for (var i = 0; i < rowCount; i++)
            for (var j = 0; j < columnCount; j++) values[i, j] = (float)(2 * random.NextDouble() - 1);
        return values;
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        var c = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < b.GetLength(1); j++)
                for (var k = 0; k < b.GetLength(0); k++) c[i, j] += a[i, k] * b[k, j];
        return c;
    }

    private static double[,] Transpose(double[,] a)
    {
        var t = new double[a.GetLength(1), a.GetLength(0)];
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < a.GetLength(1); j++) t[j, i] = a[i, j];
        return t;
    }
}
