using System.Runtime.CompilerServices;
using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The first phase of a step: what each group's slab of the first layer's weights adds to the weighted sums of
/// all rows of the batch.</summary>
internal static class FusedSums
{
    /// <summary>partials[slice] = X[B, slice] W[slice, part]</summary>
    /// <param name="a">The arguments.</param>
    /// <param name="slab">The group's slab.</param>
    /// <param name="memory">The group's memory.</param>
    /// <param name="step">The step of the chunk.</param>
    /// <param name="isLoaded">1 where the features are in the group's memory already, all rows of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TRule>(FusedArguments<TRule> a, FusedSlab slab, FusedMemory memory, int step, int isLoaded)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        if (slab.InputQuads == 0) return;
        var layer = a.Layers.Layer0;
        var size = a.BatchSizeOf(step);
        Group.Barrier();
        LoadWeights(a.Plan, layer, slab, memory.Work);
        for (var firstRow = 0; firstRow < size; firstRow += a.Plan.RowBlock)
        {
            var rowCount = IntrinsicMath.Min(a.Plan.RowBlock, size - firstRow);
            if (firstRow > 0) Group.Barrier();
            if (isLoaded == 0) LoadInputs(a, slab, memory, a.FirstRow(step) + firstRow, rowCount);
            Group.Barrier();
            MultiplyRows(a, slab, memory, firstRow, rowCount);
        }
    }

    /// <summary>Copies the slab's inputs of some rows into the group's memory.</summary>
    /// <param name="a">The arguments.</param>
    /// <param name="slab">The slab.</param>
    /// <param name="memory">The group's memory.</param>
    /// <param name="firstRow">The first row, in the chunk.</param>
    /// <param name="rowCount">How many rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInputs<TRule>(
        FusedArguments<TRule> a, FusedSlab slab, FusedMemory memory, int firstRow, int rowCount)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var stride = a.Plan.InputStride;
        for (var i = Group.IdxX; i < rowCount * slab.InputQuads; i += Group.DimX)
        {
            var row = i / slab.InputQuads;
            var input = 4 * (i - row * slab.InputQuads);
            var x = Float4.Load(a.Features.Values, a.Features.Row(a.Rows[firstRow + row]) + slab.FirstInput + input);
            var to = memory.InputStart + row * stride + input;
            memory.Inputs[to] = x.X;
            memory.Inputs[to + 1] = x.Y;
            memory.Inputs[to + 2] = x.Z;
            memory.Inputs[to + 3] = x.W;
        }
    }

    /// <summary>The slab's weights, and 0 for what is beyond the last input or unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadWeights(FusedPlan plan, FusedLayerView layer, FusedSlab slab, ArrayView<float> work)
    {
        for (var i = Group.IdxX; i < slab.InputCount << plan.PartShift; i += Group.DimX)
        {
            var input = slab.FirstInput + (i >> plan.PartShift);
            var quad = slab.FirstQuad + (i & (1 << plan.PartShift) - 1);
            var weights = default(Float4);
            if (input < layer.InputSize && quad < layer.Quads)
                weights = Float4.Load(layer.Weights.Values.Values, input * layer.Stride + 4 * quad);
            Float4.Store(work, 4 * i, weights);
        }
    }

    /// <summary>Four sums to a thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyRows<TRule>(
        FusedArguments<TRule> a, FusedSlab slab, FusedMemory memory, int firstRow, int rowCount)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var plan = a.Plan;
        var stride = 4 * plan.UnitQuads;
        for (var i = Group.IdxX; i < rowCount << plan.PartShift; i += Group.DimX)
        {
            var row = i >> plan.PartShift;
            var quad = i & (1 << plan.PartShift) - 1;
            if (slab.FirstQuad + quad >= plan.UnitQuads) continue;
            var sum = default(Float4);
            var x = memory.InputStart + row * plan.InputStride;
            var w = 4 * quad;
            for (var k = 0; k < slab.InputCount; k++)
            {
                sum = Float4.MultiplyAdd(memory.Inputs[x + k], Float4.Load(memory.Work, w), sum);
                w += 4 << plan.PartShift;
            }
            var to = (slab.Slice * a.BatchSize + firstRow + row) * stride + 4 * (slab.FirstQuad + quad);
            Float4.Store(a.Partials, to, sum);
        }
    }
}
