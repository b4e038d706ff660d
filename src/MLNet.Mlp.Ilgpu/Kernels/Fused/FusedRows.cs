using System.Runtime.CompilerServices;
using ILGPU;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>The second phase of a step: each group takes some rows of the batch, one after another, from the first
/// layer's sums through all layers to the loss, and the gradient back to the first layer's weighted sums.</summary>
internal static class FusedRows
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TActivation, TLoss, TRule>(
        FusedArguments<TRule> a, TLoss loss, ArrayView<float> work, ArrayView<float> scratch, int step)
        where TActivation : unmanaged, IActivation
        where TLoss : unmanaged, IGpuLoss
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var size = a.BatchSizeOf(step);
        var last = a.Layers.Count - 1;
        for (var row = Grid.IdxX; row < size; row += Grid.DimX)
        {
            var shareCount = SumPartials(a, scratch, row);
            var below = 0;
            for (var l = 0; l <= last; l++)
            {
                var layer = a.Layers.Get(l);
                if (l > 0) shareCount = Multiply(layer, work, below, scratch);
                below = layer.RowStart;
                Group.Barrier();
                if (l < last) Activate<TActivation, TRule>(a, layer, l, work, scratch, shareCount, row, step);
                else AddBiases(layer, work, scratch, shareCount);
                Group.Barrier();
            }

            var top = a.Layers.Get(last);
            if (Group.IdxX == 0)
            {
                var first = a.FirstRow(step);
                loss.Measure(
                    work, top.RowStart, top.UnitCount, a.Targets, a.Rows[first + row], row, 1f / size,
                    new RowMeasures(a.Measures.Values, a.Measures.Start + first));
            }
            Group.Barrier();
            for (var j = Group.IdxX; j < top.Stride; j += Group.DimX)
                a.Batch[top.GradientStart + row * top.Stride + j] = work[top.RowStart + j];

            for (var l = last; l > 0; l--)
            {
                var upper = a.Layers.Get(l);
                var laneCount = MultiplyBack(upper, work, scratch);
                Group.Barrier();
                Deactivate<TActivation, TRule>(a, a.Layers.Get(l - 1), l - 1, work, scratch, laneCount, row, step);
                Group.Barrier();
            }
        }
    }

    /// <summary>Adds up the first layer's partial sums of a row, the slices shared between threads, each of which takes
    /// every shareCount-th.</summary>
    /// <returns>How many shares there are in <paramref name="scratch"/>, each of the row's stride.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SumPartials<TRule>(FusedArguments<TRule> a, ArrayView<float> scratch, int row)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var quads = a.Plan.UnitQuads;
        var shareCount = ShareCount(quads, a.Plan.SliceCount);
        var step = a.BatchSize * quads;
        for (var i = Group.IdxX; i < shareCount * quads; i += Group.DimX)
        {
            var share = i / quads;
            var from = row * quads + (i - share * quads) + share * step;
            var sum = default(Float4);
            for (var slice = share; slice < a.Plan.SliceCount; slice += shareCount)
            {
                sum = Float4.MultiplyAdd(1f, Float4.Load(a.Partials, 4 * from), sum);
                from += shareCount * step;
            }
            Float4.Store(scratch, 4 * i, sum);
        }
        return shareCount;
    }

    /// <summary>The weighted sums of a row, the inputs shared between threads as in
    /// <see cref="SumPartials"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Multiply(FusedLayerView layer, ArrayView<float> work, int inputStart, ArrayView<float> scratch)
    {
        var quads = layer.Quads;
        var shareCount = ShareCount(quads, layer.InputSize);
        for (var i = Group.IdxX; i < shareCount * quads; i += Group.DimX)
        {
            var share = i / quads;
            var w = share * quads + (i - share * quads);
            var sum = default(Float4);
            for (var k = share; k < layer.InputSize; k += shareCount)
            {
                sum = Float4.MultiplyAdd(work[inputStart + k], Float4.Load(layer.Weights.Values.Values, 4 * w), sum);
                w += shareCount * quads;
            }
            Float4.Store(scratch, 4 * i, sum);
        }
        return shareCount;
    }

    /// <summary>Y = Z + b, A = f(Y), O = A with dropout.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Activate<TActivation, TRule>(
        FusedArguments<TRule> a, FusedLayerView layer, int l, ArrayView<float> work, ArrayView<float> scratch,
        int shareCount, int row, int step)
        where TActivation : unmanaged, IActivation
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var stride = layer.Stride;
        var key = a.Keys[step * a.Layers.Count + l];
        for (var j = Group.IdxX; j < stride; j += Group.DimX)
        {
            float y = 0, activation = 0, output = 0;
            if (j < layer.UnitCount)
            {
                y = SumShares(scratch, j, stride, shareCount) + layer.Biases.Values.Values[j];
                activation = TActivation.Forward(new GpuReal(y)).Value;
                output = key.Threshold == 0 ? activation : key.Apply(activation, row, j);
            }
            work[layer.RowStart + j] = output;
            if (TActivation.DerivativeNeedsInput) work[layer.RowStart + stride + j] = y;
            work[layer.RowStart + 2 * stride + j] = activation;
            a.Batch[layer.OutputStart + row * stride + j] = output;
        }
    }

    /// <summary>The logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBiases(
        FusedLayerView layer, ArrayView<float> work, ArrayView<float> scratch, int shareCount)
    {
        for (var j = Group.IdxX; j < layer.Stride; j += Group.DimX)
        {
            work[layer.RowStart + j] = j < layer.UnitCount
                ? SumShares(scratch, j, layer.Stride, shareCount) + layer.Biases.Values.Values[j]
                : 0f;
        }
    }

    /// <summary>dO = dZ W^T of the layer above, the products of each output shared between lanes, so that neighbours
    /// read what lies side by side.</summary>
    /// <returns>How many lanes share an output.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MultiplyBack(FusedLayerView upper, ArrayView<float> work, ArrayView<float> scratch)
    {
        var laneShift = 0;
        var mostLanes = IntrinsicMath.Min(upper.Quads, FusedPlan.ScratchFloats / upper.InputSize);
        while (laneShift < 4 && 2 << laneShift <= mostLanes) laneShift++;
        for (var i = Group.IdxX; i < upper.InputSize << laneShift; i += Group.DimX)
        {
            var w = (i >> laneShift) * upper.Quads;
            var sum = default(Float4);
            for (var quad = i & (1 << laneShift) - 1; quad < upper.Quads; quad += 1 << laneShift)
            {
                var d = Float4.Load(work, upper.RowStart + 4 * quad);
                var weights = Float4.Load(upper.Weights.Values.Values, 4 * (w + quad));
                sum = new Float4(
                    d.X * weights.X + sum.X, d.Y * weights.Y + sum.Y, d.Z * weights.Z + sum.Z, d.W * weights.W + sum.W);
            }
            scratch[i] = sum.X + sum.Y + (sum.Z + sum.W);
        }
        return 1 << laneShift;
    }

    /// <summary>dZ = dA f'(Y, A), with dA = dO where the unit was not left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Deactivate<TActivation, TRule>(
        FusedArguments<TRule> a, FusedLayerView layer, int l, ArrayView<float> work, ArrayView<float> scratch,
        int laneCount, int row, int step)
        where TActivation : unmanaged, IActivation
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var stride = layer.Stride;
        var key = a.Keys[step * a.Layers.Count + l];
        for (var j = Group.IdxX; j < stride; j += Group.DimX)
        {
            float gradient = 0;
            if (j < layer.UnitCount)
            {
                gradient = SumShares(scratch, j * laneCount, 1, laneCount);
                if (key.Threshold != 0) gradient = key.Apply(gradient, row, j);
                float y = 0;
                if (TActivation.DerivativeNeedsInput) y = work[layer.RowStart + stride + j];
                var activation = work[layer.RowStart + 2 * stride + j];
                gradient *= TActivation.Derivative(new GpuReal(y), new GpuReal(activation)).Value;
            }
            work[layer.RowStart + j] = gradient;
            a.Batch[layer.GradientStart + row * stride + j] = gradient;
        }
    }

    /// <summary>Into how many shares a sum is cut so that all threads have one: at most one for each term.</summary>
    private static int ShareCount(int quads, int termCount) =>
        IntrinsicMath.Max(1, IntrinsicMath.Min(Group.DimX / quads, termCount));

    private static float SumShares(ArrayView<float> scratch, int first, int stride, int shareCount)
    {
        float sum = 0;
        for (var share = 0; share < shareCount; share++) sum += scratch[first + share * stride];
        return sum;
    }
}
