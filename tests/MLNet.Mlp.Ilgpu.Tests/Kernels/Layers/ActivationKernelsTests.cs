using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Activations on their own, against plain loops in double precision.</summary>
public sealed class ActivationKernelsTests
{
    private static readonly Tolerance _tolerance = new(3e-6, 1e-6);

    // Kernels are compiled once for all tests, each of which may be run by another thread.
    private static readonly Gpu _gpu = TestGpu.Create();

    public ActivationKernelsTests() => _gpu.Enter();

    public static TheoryData<Activation> Activations() => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Both_ways_are_the_formulas(Activation activation)
    {
        Check(activation, 5, 1, 0.4f);
        Check(activation, 3, 17, 0);
        Check(activation, 17, 6, 0.25f);
    }

    [Fact]
    public void A_piece_of_maxout_that_is_NaN_does_not_stay_unseen()
    {
        for (var piece = 0; piece < 3; piece++)
        {
            float[] values = [1, 3, 2];
            values[piece] = float.NaN;
            using var y = KernelMatrix.Create(_gpu, 1, 3, values);
            using var a = KernelMatrix.Create(_gpu, 1, 1);
            ActivationKernels.Create(_gpu, Activation.Maxout).Forward(y.View, 1, a.View, default, DropoutKey.None);
            Assert.True(float.IsNaN(KernelMatrix.Values(a)[0]), $"piece {piece}");
        }
    }

    private static void Check(Activation activation, int batchSize, int units, float rate)
    {
        var pieces = activation == Activation.Maxout ? 3 : 1;
        var columns = units * pieces;
        var key = DropoutKey.Of(7, 1, 3, rate);
        float[] z = KernelMatrix.Noise(batchSize * columns, 1), biases = KernelMatrix.Noise(columns, 2);
        var dOutput = KernelMatrix.Noise(batchSize * units, 3);
        double[] y = new double[z.Length], a = new double[batchSize * units], o = new double[a.Length];
        var dY = new double[z.Length];
        for (var i = 0; i < z.Length; i++) y[i] = z[i] + biases[i % columns];
        for (var row = 0; row < batchSize; row++)
        {
            for (var unit = 0; unit < units; unit++)
            {
                var (i, largest) = (row * units + unit, row * columns + unit);
                for (var p = 1; p < pieces; p++)
                    if (y[row * columns + p * units + unit] > y[largest]) largest = row * columns + p * units + unit;
                a[i] = pieces > 1 ? y[largest] : activation.Forward(y[largest]);
                o[i] = a[i] * key.Factor(row, unit);
                dY[largest] = dOutput[i] * key.Factor(row, unit) *
                    (pieces > 1 ? 1 : activation.Derivative(y[largest], a[i]));
            }
        }

        using var sums = KernelMatrix.Create(_gpu, batchSize, columns, z);
        using var vector = KernelMatrix.Create(_gpu, 1, columns, biases);
        using DeviceMatrix deviceA = KernelMatrix.Create(_gpu, batchSize, units),
            deviceO = KernelMatrix.Create(_gpu, batchSize, units),
            deviceDY = KernelMatrix.Create(_gpu, batchSize, columns),
            gradient = KernelMatrix.Create(_gpu, batchSize, units, dOutput);
        var kernels = ActivationKernels.Create(_gpu, activation);
        kernels.ForwardWithBias(sums.View, vector.View.Values, batchSize, deviceA.View, deviceO.View, key);
        kernels.Backward(gradient.View, sums.View, deviceA.View, batchSize, key, deviceDY.View);
        KernelMatrix.Check(_gpu, sums, y, _tolerance, "y");
        KernelMatrix.Check(_gpu, deviceA, a, _tolerance, "a");
        KernelMatrix.Check(_gpu, deviceO, o, _tolerance, "o");
        KernelMatrix.Check(_gpu, deviceDY, dY, _tolerance, "dY");

        using var again = KernelMatrix.Create(_gpu, batchSize, units);
        kernels.Forward(sums.View, batchSize, again.View, default, key);
        KernelMatrix.Check(_gpu, again, a, _tolerance, "a, without biases");
    }
}
