using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Backends;

/// <summary>Four parameters side by side with the optimizer's state, of which those beyond the last column are padding.
/// They are read before their gradient is summed, so that the one does not wait for the other.</summary>
internal struct FusedQuad
{
    public Float4 Values, First, Second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FusedQuad Load<TRule>(ParameterView parameter, int row, int quad)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var index = row * parameter.Values.Stride + 4 * quad;
        var result = default(FusedQuad);
        result.Values = Float4.Load(parameter.Values.Values, index);
        if (TRule.StateCount > 0) result.First = Float4.Load(parameter.First.Values, index);
        if (TRule.StateCount > 1) result.Second = Float4.Load(parameter.Second.Values, index);
        return result;
    }

    /// <summary>Takes the optimizer's step and stores the result where it came from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Update<TRule>(
        ParameterView parameter, UpdateStep<TRule> step, int row, int quad, Float4 gradient)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        var index = row * parameter.Values.Stride + 4 * quad;
        var left = parameter.Values.ColumnCount - 4 * quad;
        var (values, first, second) = (Values, First, Second);
        values.X = step.Apply(values.X, gradient.X, 1f, ref first.X, ref second.X);
        if (left > 1) values.Y = step.Apply(values.Y, gradient.Y, 1f, ref first.Y, ref second.Y);
        if (left > 2) values.Z = step.Apply(values.Z, gradient.Z, 1f, ref first.Z, ref second.Z);
        if (left > 3) values.W = step.Apply(values.W, gradient.W, 1f, ref first.W, ref second.W);
        Float4.Store(parameter.Values.Values, index, values);
        if (TRule.StateCount > 0) Float4.Store(parameter.First.Values, index, first);
        if (TRule.StateCount > 1) Float4.Store(parameter.Second.Values, index, second);
    }
}
