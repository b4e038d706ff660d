using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The optimizer's step of the rows of weights of the inputs seen, by their gradients: see
/// <see cref="SeenInputGradients"/>. Other rows and their states stay as they are.</summary>
internal readonly struct SeenInputUpdates<TRule>(
    SeenInputsView seen, ParameterView weights, UpdateStep<TRule> step, ArrayView<float> gradientScale) : IGatheredSums
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    public readonly SeenInputsView Seen = seen;
    public readonly ParameterView Weights = weights;
    public readonly UpdateStep<TRule> Step = step;
    public readonly ArrayView<float> GradientScale = gradientScale;

    public int Count => Seen.Count;

    public long Start(int item) => Seen.Starts[item];

    public long End(int item) => Seen.Starts[item] + Seen.Lengths[item];

    public int Index(long entry) => Seen.Rows[entry];

    public float Value(long entry) => Seen.Values[entry];

    public void Take(int item, int column, float sum) => Weights.Update(
        Step, Weights.Values.Row(Seen.Inputs[item]) + column, sum, GradientScale.Length > 0 ? GradientScale[0] : 1f);
}
