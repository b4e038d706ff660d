using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>The weights, the biases or the scales of a layer on the device, with the optimizer's state. Weights are
/// stored inputSize x sumCount, one row for each input; biases and scales are one row.</summary>
internal sealed class GpuParameter : IDisposable
{
    private readonly string _name;
    private readonly DeviceMatrix[] _states;

    /// <param name="gpu">Where.</param>
    /// <param name="name">What the state is called when saved.</param>
    /// <param name="rowCount">The number of inputs, or 1.</param>
    /// <param name="columnCount">The number of weighted sums.</param>
    /// <param name="stateCount">Numbers that the optimizer keeps for each parameter.</param>
    public GpuParameter(Gpu gpu, string name, int rowCount, int columnCount, int stateCount)
    {
        _name = name;
        Values = new DeviceMatrix(gpu, rowCount, columnCount);
        _states = [.. Enumerable.Range(0, stateCount).Select(_ => new DeviceMatrix(gpu, rowCount, columnCount))];
    }

    public DeviceMatrix Values { get; }

    public ParameterView View => new(
        Values.View,
        _states.Length > 0 ? _states[0].View : Values.View,
        _states.Length > 1 ? _states[1].View : Values.View,
        _states.Length);

    public IEnumerable<Tensor> SaveStates()
    {
        for (var i = 0; i < _states.Length; i++)
        {
            var values = new float[_states[i].RowCount * _states[i].ColumnCount];
            _states[i].CopyTo(values);
            yield return new Tensor(NameOf(i), [_states[i].RowCount, _states[i].ColumnCount], values);
        }
    }

    public IEnumerable<string> StateNames => Enumerable.Range(0, _states.Length).Select(NameOf);

    public void LoadStates(SessionState state)
    {
        for (var i = 0; i < _states.Length; i++)
        {
            var values = new float[_states[i].RowCount * _states[i].ColumnCount];
            state.CopyTo<float>(NameOf(i), values);
            _states[i].CopyFrom(values);
        }
    }

    public void Dispose()
    {
        Values.Dispose();
        foreach (var state in _states) state.Dispose();
    }

    private string NameOf(int state) => $"{_name}.{(state == 0 ? "first" : "second")}";
}

/// <summary>A <see cref="GpuParameter"/> as an argument of a kernel. All three matrices have one shape; a state that
/// the rule does not have must be neither read nor written.</summary>
internal readonly struct ParameterView(MatrixView values, MatrixView first, MatrixView second, int stateCount)
{
    public readonly MatrixView Values = values, First = first, Second = second;
    public readonly int StateCount = stateCount;

    /// <summary>Takes a step for one value.</summary>
    /// <param name="step">The step.</param>
    /// <param name="index">Where the value is: row times stride plus column.</param>
    /// <param name="gradient">The gradient of the batch's mean loss.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients, or 1.</param>
    public void Update<TRule>(UpdateStep<TRule> step, long index, float gradient, float gradientScale)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        float first = 0, second = 0;
        if (TRule.StateCount > 0) first = First.Values[index];
        if (TRule.StateCount > 1) second = Second.Values[index];
        Values.Values[index] = step.Apply(Values.Values[index], gradient, gradientScale, ref first, ref second);
        if (TRule.StateCount > 0) First.Values[index] = first;
        if (TRule.StateCount > 1) Second.Values[index] = second;
    }
}
