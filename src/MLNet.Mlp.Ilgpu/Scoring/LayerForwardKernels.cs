using ILGPU;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>The steps of a layer, with a thread for each number: groups along x are rows, and those along y hold the
/// columns.</summary>
internal static class LayerForwardKernels
{
    private static int Column => Grid.IdxY * Group.DimX + Group.IdxX;

    /// <summary>Z = X W.</summary>
    public static void Sums(InputRows x, MatrixView weights, MatrixView sums)
    {
        var column = Column;
        if (column >= sums.ColumnCount) return;
        var start = x.Row(Grid.IdxX);
        var sum = 0f;
        for (var i = 0; i < weights.RowCount; i++)
            sum = x.Values.Values[start + i] * weights.Values[weights.Row(i) + column] + sum;
        sums.Values[sums.Row(Grid.IdxX) + column] = sum;
    }

    /// <summary>A = f(Z + b).</summary>
    public static void Activate<TActivation>(MatrixView sums, ArrayView<float> biases, MatrixView a)
        where TActivation : unmanaged, IActivation
    {
        var column = Column;
        if (column >= a.ColumnCount) return;
        var y = sums.Values[sums.Row(Grid.IdxX) + column] + biases[column];
        a.Values[a.Row(Grid.IdxX) + column] = TActivation.Forward(new GpuReal(y)).Value;
    }

    /// <summary>The largest of each unit's sums with its bias, or NaN where one is.</summary>
    public static void Maxout(MatrixView sums, ArrayView<float> biases, MatrixView a)
    {
        var unit = Column;
        if (unit >= a.ColumnCount) return;
        var start = sums.Row(Grid.IdxX);
        var largest = sums.Values[start + unit] + biases[unit];
        for (var sum = unit + a.ColumnCount; sum < sums.ColumnCount; sum += a.ColumnCount)
        {
            var y = sums.Values[start + sum] + biases[sum];
            largest = largest < y ? y : y <= largest ? largest : y + largest;
        }
        a.Values[a.Row(Grid.IdxX) + unit] = largest;
    }
}
