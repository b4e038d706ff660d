using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>The activation and dropout as launches of their own, for layers whose weighted sums are not the end of a
/// product: a thread for each unit of each row.</summary>
internal abstract class ActivationKernels
{
    public static ActivationKernels Create(Gpu gpu, Activation activation) => activation == Activation.Maxout
        ? new ActivationKernels<MaxoutUnits>(gpu)
        : activation.Run<Code, ActivationKernels>(new Code(gpu));

    /// <summary>A and O from Y.</summary>
    /// <param name="y">batchSize x sumCount.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="a">Where the activations go.</param>
    /// <param name="o">Where the activations after dropout go; default where there is none.</param>
    /// <param name="dropout">The random numbers of dropout.</param>
    public abstract void Forward(MatrixView y, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout);

    /// <summary>Y = Z + b, in place of Z, and A and O from it.</summary>
    public abstract void ForwardWithBias(
        MatrixView sums, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout);

    /// <summary>dY from dO.</summary>
    public abstract void Backward(
        MatrixView dOutput, MatrixView y, MatrixView a, int batchSize, DropoutKey dropout, MatrixView dY);

    private readonly struct Code(Gpu gpu) : IActivationCode<ActivationKernels>
    {
        public ActivationKernels Run<TActivation>() where TActivation : unmanaged, IActivation =>
            new ActivationKernels<ElementwiseUnits<TActivation>>(gpu);
    }
}

/// <inheritdoc/>
internal sealed class ActivationKernels<TUnits>(Gpu gpu) : ActivationKernels where TUnits : unmanaged, IUnits
{
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, ArrayView<float>, int, MatrixView, MatrixView,
        DropoutKey> _forward = gpu.Accelerator.LoadKernel<MatrixView, ArrayView<float>, int, MatrixView, MatrixView,
            DropoutKey>(UnitKernels.Forward<TUnits>);

    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, MatrixView, MatrixView, int, DropoutKey,
        MatrixView> _backward = gpu.Accelerator.LoadKernel<MatrixView, MatrixView, MatrixView, int, DropoutKey,
            MatrixView>(UnitKernels.Backward<TUnits>);

    public override void Forward(MatrixView y, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout) =>
        _forward(gpu.Launch(), Config(batchSize, a), y, default, batchSize, a, o, dropout);

    public override void ForwardWithBias(
        MatrixView sums, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout) =>
        _forward(gpu.Launch(), Config(batchSize, a), sums, biases, batchSize, a, o, dropout);

    public override void Backward(
        MatrixView dOutput, MatrixView y, MatrixView a, int batchSize, DropoutKey dropout, MatrixView dY) =>
        _backward(gpu.Launch(), Config(batchSize, a), dOutput, y, a, batchSize, dropout, dY);

    private KernelConfig Config(int batchSize, MatrixView a) =>
        new((int)(((long)batchSize * a.ColumnCount + gpu.GroupSize - 1) / gpu.GroupSize), gpu.GroupSize);
}

/// <summary>The kernels of <see cref="ActivationKernels"/>.</summary>
internal static class UnitKernels
{
    public static void Forward<TUnits>(
        MatrixView y, ArrayView<float> biases, int batchSize, MatrixView a, MatrixView o, DropoutKey dropout)
        where TUnits : unmanaged, IUnits
    {
        var (row, unit) = Place(a.ColumnCount);
        if (row >= batchSize) return;
        if (biases.Length > 0)
            for (var sum = unit; sum < y.ColumnCount; sum += a.ColumnCount) y.Values[y.Row(row) + sum] += biases[sum];
        var activation = TUnits.Forward(y, row, unit, a.ColumnCount);
        a.Values[a.Row(row) + unit] = activation;
        if (o.Values.Length > 0) o.Values[o.Row(row) + unit] = activation * dropout.Factor(row, unit);
    }

    public static void Backward<TUnits>(
        MatrixView dOutput, MatrixView y, MatrixView a, int batchSize, DropoutKey dropout, MatrixView dY)
        where TUnits : unmanaged, IUnits
    {
        var (row, unit) = Place(a.ColumnCount);
        if (row >= batchSize) return;
        var d = dOutput.Values[dOutput.Row(row) + unit];
        if (dropout.Threshold > 0) d *= dropout.Factor(row, unit);
        TUnits.Backward(d, y, a, row, unit, dY);
    }

    private static (int Row, int Unit) Place(int unitCount)
    {
        var index = (long)Grid.IdxX * Group.DimX + Group.IdxX;
        return ((int)(index / unitCount), (int)(index % unitCount));
    }
}

/// <summary>How a unit's output follows from its weighted sums.</summary>
internal interface IUnits
{
    /// <summary>a, from the sums y of the unit.</summary>
    static abstract float Forward(MatrixView y, int row, int unit, int unitCount);

    /// <summary>Writes the gradient of each of its sums, from that of its output.</summary>
    static abstract void Backward(float dOutput, MatrixView y, MatrixView a, int row, int unit, MatrixView dY);
}

/// <summary>Units of one weighted sum.</summary>
internal readonly struct ElementwiseUnits<TActivation> : IUnits where TActivation : unmanaged, IActivation
{
    public static float Forward(MatrixView y, int row, int unit, int unitCount) =>
        TActivation.Forward(new GpuReal(y.Values[y.Row(row) + unit])).Value;

    public static void Backward(float dOutput, MatrixView y, MatrixView a, int row, int unit, MatrixView dY) =>
        dY.Values[dY.Row(row) + unit] = dOutput * TActivation.Derivative(
            new GpuReal(y.Values[y.Row(row) + unit]), new GpuReal(a.Values[a.Row(row) + unit])).Value;
}

/// <summary>Units of <see cref="Activation.Maxout"/>: piece p of a unit is the sum unit + p unitCount.</summary>
internal readonly struct MaxoutUnits : IUnits
{
    public static float Forward(MatrixView y, int row, int unit, int unitCount) =>
        y.Values[y.Row(row) + Largest(y, row, unit, unitCount)];

    public static void Backward(float dOutput, MatrixView y, MatrixView a, int row, int unit, MatrixView dY)
    {
        var largest = Largest(y, row, unit, a.ColumnCount);
        for (var sum = unit; sum < y.ColumnCount; sum += a.ColumnCount)
            dY.Values[dY.Row(row) + sum] = sum == largest ? dOutput : 0f;
    }

    /// <summary>The first largest sum of a unit, or the first that is NaN.</summary>
    private static int Largest(MatrixView y, int row, int unit, int unitCount)
    {
        var largest = unit;
        var most = y.Values[y.Row(row) + unit];
        for (var sum = unit + unitCount; sum < y.ColumnCount; sum += unitCount)
        {
            var value = y.Values[y.Row(row) + sum];
            // False where the value is NaN, which takes the place; no other then takes it from there.
            if (value <= most || !(most <= float.PositiveInfinity)) continue;
            (largest, most) = (sum, value);
        }
        return largest;
    }
}
