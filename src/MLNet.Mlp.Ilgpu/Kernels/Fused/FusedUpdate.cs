using System.Runtime.CompilerServices;
using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The last phase of a step: the gradients of all weights and biases, each summed over the rows of the batch,
/// and the optimizer's step.</summary>
internal static class FusedUpdate
{
    /// <param name="a">The arguments.</param>
    /// <param name="slab">The group's slab.</param>
    /// <param name="memory">The group's memory.</param>
    /// <param name="step">The step of the chunk.</param>
    /// <param name="isLoaded">1 where the features are in the group's memory already, all rows of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TRule>(FusedArguments<TRule> a, FusedSlab slab, FusedMemory memory, int step, int isLoaded)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        UpdateSlab(a, slab, memory, step, isLoaded);
        UpdateShare(a, memory.Scratch, step);
    }

    /// <summary>dW = X^T dZ of the group's slab of the first layer, four weights to a thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateSlab<TRule>(
        FusedArguments<TRule> a, FusedSlab slab, FusedMemory memory, int step, int isLoaded)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var plan = a.Plan;
        var size = a.BatchSizeOf(step);
        var rule = a.Steps[2 * step];
        var layer = a.Layers.Layer0;
        for (var first = 0; first < slab.InputCount << plan.PartShift; first += Group.DimX)
        {
            var i = first + Group.IdxX;
            var input = i >> plan.PartShift;
            var quad = i & (1 << plan.PartShift) - 1;
            var weightRow = slab.FirstInput + input;
            var column = slab.FirstQuad + quad;
            var isThere = input < slab.InputCount && weightRow < layer.InputSize && column < layer.Quads;
            var parameters = default(FusedQuad);
            if (isThere) parameters = FusedQuad.Load<TRule>(layer.Weights, weightRow, column);
            var gradient = default(Float4);
            for (var firstRow = 0; firstRow < size; firstRow += plan.RowBlock)
            {
                var rowCount = IntrinsicMath.Min(plan.RowBlock, size - firstRow);
                // A batch of one block stays.
                if (first == 0 || size > plan.RowBlock)
                {
                    Group.Barrier();
                    if (isLoaded == 0)
                        FusedSums.LoadInputs(a, slab, memory, a.FirstRow(step) + firstRow, rowCount);
                    LoadGradients(a, layer, slab, memory.Work, firstRow, rowCount);
                    Group.Barrier();
                }
                if (!isThere) continue;
                for (var row = 0; row < rowCount; row++)
                {
                    gradient = Float4.MultiplyAdd(
                        memory.Inputs[memory.InputStart + row * plan.InputStride + input],
                        Float4.Load(memory.Work, 4 * ((row << plan.PartShift) + quad)), gradient);
                }
            }
            if (isThere) parameters.Update(layer.Weights, rule, weightRow, column, gradient);
        }
    }

    /// <summary>The gradient of the slab's units, of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadGradients<TRule>(
        FusedArguments<TRule> a, FusedLayerView layer, FusedSlab slab, ArrayView<float> work, int firstRow,
        int rowCount)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        for (var i = Group.IdxX; i < rowCount << a.Plan.PartShift; i += Group.DimX)
        {
            var row = firstRow + (i >> a.Plan.PartShift);
            var quad = slab.FirstQuad + (i & (1 << a.Plan.PartShift) - 1);
            var gradient = default(Float4);
            if (quad < layer.Quads)
                gradient = Float4.Load(a.Batch, layer.GradientStart + row * layer.Stride + 4 * quad);
            Float4.Store(work, 4 * i, gradient);
        }
    }

    /// <summary>The group's share of all other parameters, counted in fours: the rows of threads that work at the same
    /// four parameters take every shareCount-th row of the batch, and are added up in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateShare<TRule>(FusedArguments<TRule> a, ArrayView<float> scratch, int step)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var quadCount = 0;
        for (var l = 0; l < a.Layers.Count; l++)
        {
            var layer = a.Layers.Get(l);
            quadCount += layer.Quads * (l > 0 ? layer.InputSize + 1 : 1);
        }
        var end = (Grid.IdxX + 1) * quadCount / Grid.DimX;
        for (var start = Grid.IdxX * quadCount / Grid.DimX; start < end; start += Group.DimX)
        {
            var count = IntrinsicMath.Min(end - start, Group.DimX);
            var shareCount = IntrinsicMath.Max(1, IntrinsicMath.Min(Group.DimX / count, a.BatchSizeOf(step)));
            var share = Group.IdxX / count;
            var item = Group.IdxX - share * count;
            var place = FusedPlace.Of(a.Layers, start + item);
            var isWeight = place.Layer > 0 && place.Input < a.Layers.Get(place.Layer).InputSize;
            var parameter = a.Layers.Get(place.Layer).Biases;
            if (isWeight) parameter = a.Layers.Get(place.Layer).Weights;
            var row = isWeight ? place.Input : 0;
            var parameters = default(FusedQuad);
            if (share == 0) parameters = FusedQuad.Load<TRule>(parameter, row, place.Quad);
            Group.Barrier();
            if (share < shareCount)
            {
                var sum = SumRows(a, place, share, shareCount, step);
                Float4.Store(scratch, 4 * Group.IdxX, sum);
            }
            Group.Barrier();
            if (share > 0) continue;
            var gradient = default(Float4);
            for (var s = 0; s < shareCount; s++)
                gradient = Float4.MultiplyAdd(1f, Float4.Load(scratch, 4 * (s * count + item)), gradient);
            parameters.Update(parameter, a.Steps[isWeight ? 2 * step : 2 * step + 1], row, place.Quad, gradient);
        }
    }

    /// <summary>The gradient of four parameters over every shareCount-th row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 SumRows<TRule>(
        FusedArguments<TRule> a, FusedPlace place, int firstRow, int shareCount, int step)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var size = a.BatchSizeOf(step);
        var layer = a.Layers.Get(place.Layer);
        var sum = default(Float4);
        var dZ = layer.GradientStart + firstRow * layer.Stride + 4 * place.Quad;
        if (place.Layer > 0 && place.Input < layer.InputSize)
        {
            var lower = a.Layers.Get(place.Layer - 1);
            var x = lower.OutputStart + firstRow * lower.Stride + place.Input;
            for (var row = firstRow; row < size; row += shareCount)
            {
                sum = Float4.MultiplyAdd(a.Batch[x], Float4.Load(a.Batch, dZ), sum);
                x += shareCount * lower.Stride;
                dZ += shareCount * layer.Stride;
            }
        }
        else
        {
            for (var row = firstRow; row < size; row += shareCount)
            {
                sum = Float4.MultiplyAdd(1f, Float4.Load(a.Batch, dZ), sum);
                dZ += shareCount * layer.Stride;
            }
        }
        return sum;
    }
}

/// <summary>Where four parameters are: the biases of a layer count as the weights of one more input, which is
/// 1.</summary>
internal struct FusedPlace
{
    public int Layer, Input, Quad;

    /// <summary>Finds them by their number: first the first layer's biases, then layer by layer the weights and biases
    /// of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FusedPlace Of(FusedLayers layers, int number)
    {
        var place = default(FusedPlace);
        var quads = layers.Layer0.Quads;
        var count = quads;
        while (number >= count && place.Layer + 1 < layers.Count)
        {
            number -= count;
            place.Layer++;
            var layer = layers.Get(place.Layer);
            quads = layer.Quads;
            count = quads * (layer.InputSize + 1);
        }
        place.Input = number / quads;
        place.Quad = number - place.Input * quads;
        return place;
    }
}
