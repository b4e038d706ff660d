using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The optimizer's step of the rows of weights of the inputs seen, by gradients in a matrix.</summary>
internal static class SeenInputsUpdateKernel
{
    /// <param name="seen">The inputs seen.</param>
    /// <param name="dWeights">The gradients, a row for each of them.</param>
    /// <param name="weights">The weights of all inputs.</param>
    /// <param name="step">The step.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients; empty where there is none.</param>
    /// <param name="rowThreads">Threads that share a row: a power of 2, and at most the group.</param>
    public static void Run<TRule>(
        SeenInputsView seen, MatrixView dWeights, ParameterView weights, UpdateStep<TRule> step,
        ArrayView<float> gradientScale, int rowThreads)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var scale = gradientScale.Length > 0 ? gradientScale[0] : 1f;
        var places = Group.DimX / rowThreads;
        var count = seen.Count;
        for (var place = Grid.IdxX * places + Group.IdxX / rowThreads; place < count; place += Grid.DimX * places)
        {
            var row = weights.Values.Row(seen.Inputs[place]);
            for (var column = Group.IdxX % rowThreads; column < dWeights.ColumnCount; column += rowThreads)
                weights.Update(step, row + column, dWeights.Values[dWeights.Row(place) + column], scale);
        }
    }
}
