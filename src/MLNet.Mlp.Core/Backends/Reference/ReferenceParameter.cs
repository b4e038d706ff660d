using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>The weights, the biases or the scales of a layer, with the optimizer's state. The optimizer sees each
/// number alone, so their order does not matter; weights are stored column by column, one column for each input.
/// </summary>
/// <param name="name">What the state is called when saved.</param>
/// <param name="values">The array behind the layer's matrix or vector.</param>
/// <param name="areWeights">Whether the penalties apply.</param>
/// <param name="stateCount">Numbers that the optimizer keeps for each parameter.</param>
internal sealed class ReferenceParameter(string name, double[] values, bool areWeights, int stateCount)
{
    private readonly double[] _first = new double[stateCount > 0 ? values.Length : 0];
    private readonly double[] _second = new double[stateCount > 1 ? values.Length : 0];

    /// <summary>Changes values start .. start + gradients.Length - 1.</summary>
    public void Update(Optimizer optimizer, StepValues step, int start, Span<double> gradients)
    {
        Span<double> Part(double[] array) => array.Length == 0 ? [] : array.AsSpan(start);
        var updater = optimizer.CreateUpdater<Float64>();
        updater.Begin(step);
        updater.Update(new Parameters<Float64>
        {
            Values = Numbers(values.AsSpan(start, gradients.Length)),
            Gradients = Numbers(gradients),
            First = Numbers(Part(_first)),
            Second = Numbers(Part(_second)),
            AreWeights = areWeights,
        });
    }

    /// <summary>The values in full precision, and the states.</summary>
    public IEnumerable<Tensor> Save() => Arrays().Select(array =>
        new Tensor(array.Name, [array.Values.Length], (double[])array.Values.Clone()));

    public void Load(SessionState state)
    {
        foreach (var (arrayName, array) in Arrays()) state.CopyTo<double>(arrayName, array);
    }

    public static Span<Float64> Numbers(Span<double> values) => MemoryMarshal.Cast<double, Float64>(values);

    private IEnumerable<(string Name, double[] Values)> Arrays()
    {
        yield return (name, values);
        if (stateCount > 0) yield return ($"{name}.first", _first);
        if (stateCount > 1) yield return ($"{name}.second", _second);
    }
}
