using ILGPU.Runtime;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Matrices for tests of kernels, on the device and on the host.</summary>
internal static class KernelMatrix
{
    /// <summary>Numbers from -2 to 2.</summary>
    public static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextSingle() - 2)];
    }

    public static DeviceMatrix Create(Gpu gpu, int rowCount, int columnCount, float[]? values = null)
    {
        var matrix = new DeviceMatrix(gpu, rowCount, columnCount);
        if (values is not null) matrix.CopyFrom(values);
        return matrix;
    }

    public static float[] Values(DeviceMatrix matrix)
    {
        var values = new float[matrix.RowCount * matrix.ColumnCount];
        matrix.CopyTo(values);
        return values;
    }

    /// <summary>Checks the values, and that the padding is 0.</summary>
    public static void Check(Gpu gpu, DeviceMatrix matrix, double[] expected, Tolerance tolerance, string what)
    {
        tolerance.Check(expected, Values(matrix), what);
        var all = new float[matrix.RowCount * matrix.Stride];
        matrix.View.Values.SubView(0, all.Length).CopyToCPU(gpu.Stream, all);
        gpu.Stream.Synchronize();
        for (var i = 0; i < all.Length; i++)
            if (i % matrix.Stride >= matrix.ColumnCount) Assert.Equal(0f, all[i]);
    }
}
