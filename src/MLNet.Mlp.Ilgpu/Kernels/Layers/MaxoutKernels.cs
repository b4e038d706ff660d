using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Maxout: each unit's output is the largest of its weighted sums. Piece p of unit u is column
/// u + p unitCount; a thread has a unit of a row.</summary>
internal sealed class MaxoutKernels(Gpu gpu) : ActivationKernels
{
    private Action<AcceleratorStream, KernelConfig,
        MatrixView, ArrayView<float>, int, MatrixView, MatrixView, DropoutKey>? _forward;

    private Action<AcceleratorStream, KernelConfig,
        MatrixView, MatrixView, int, DropoutKey, MatrixView>? _backward;

    public override void Forward(MatrixView y, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout) =>
        ForwardWithBias(y, default, batchSize, a, o, dropout);

    public override void ForwardWithBias(
        MatrixView sums, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout)
    {
        _forward ??= gpu.Kernels.Load<
            MatrixView, ArrayView<float>, int, MatrixView, MatrixView, DropoutKey>(ForwardKernel);
        _forward(gpu.Launch(), Config(batchSize, a.ColumnCount), sums, biases, batchSize, a, o, dropout);
    }

    public override void Backward(
        MatrixView dOutput, MatrixView y, MatrixView a, int batchSize, DropoutKey dropout, MatrixView dY)
    {
        _backward ??= gpu.Kernels.Load<MatrixView, MatrixView, int, DropoutKey, MatrixView>(BackwardKernel);
        _backward(gpu.Launch(), Config(batchSize, dOutput.ColumnCount), dOutput, y, batchSize, dropout, dY);
    }

    public static void ForwardKernel(
        MatrixView y, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        var row = index / a.ColumnCount;
        var unit = index - row * a.ColumnCount;
        if (row >= batchSize) return;
        if (biases.Length > 0)
            for (var sum = unit; sum < y.ColumnCount; sum += a.ColumnCount) y.Values[y.Row(row) + sum] += biases[sum];
        var activation = y.Values[y.Row(row) + LargestPiece(y, row, unit, a.ColumnCount)];
        a.Values[a.Row(row) + unit] = activation;
        if (o.Values.Length > 0) o.Values[o.Row(row) + unit] = dropout.Apply(activation, row, unit);
    }

    public static void BackwardKernel(
        MatrixView dOutput, MatrixView y, int batchSize, DropoutKey dropout, MatrixView dY)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        var row = index / dOutput.ColumnCount;
        var unit = index - row * dOutput.ColumnCount;
        if (row >= batchSize) return;
        var gradient = dropout.Apply(dOutput.Values[dOutput.Row(row) + unit], row, unit);
        var largest = LargestPiece(y, row, unit, dOutput.ColumnCount);
        for (var sum = unit; sum < y.ColumnCount; sum += dOutput.ColumnCount)
            dY.Values[dY.Row(row) + sum] = sum == largest ? gradient : 0f;
    }

    /// <summary>The first largest weighted sum of a unit, or the first that is NaN, which must not stay
    /// unseen.</summary>
    private static int LargestPiece(MatrixView y, int row, int unit, int unitCount)
    {
        var largest = unit;
        var value = y.Values[y.Row(row) + unit];
        for (var sum = unit + unitCount; sum < y.ColumnCount; sum += unitCount)
        {
            var other = y.Values[y.Row(row) + sum];
            if (!float.IsNaN(value) && (float.IsNaN(other) || other > value))
            {
                largest = sum;
                value = other;
            }
        }
        return largest;
    }

    private KernelConfig Config(int batchSize, int unitCount)
    {
        var count = checked(batchSize * unitCount);
        return new KernelConfig((count + gpu.GroupSize - 1) / gpu.GroupSize, gpu.GroupSize);
    }
}
