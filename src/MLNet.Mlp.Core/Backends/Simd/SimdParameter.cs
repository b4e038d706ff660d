using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>Parameters in training with the optimizer's state: the weights of a layer, one row for each input, or its
/// biases or scales as a single row.</summary>
internal sealed class SimdParameter(PanelMatrix values, bool areWeights, Optimizer optimizer)
{
    private static readonly string[] _stateNames = ["first", "second"];

    private readonly PanelMatrix[] _states = [.. Enumerable.Range(0, optimizer.StateCount)
        .Select(_ => new PanelMatrix(values.RowCount, values.ColumnCount))];

    /// <summary>The optimizer's step for rows start .. end - 1 of a panel.</summary>
    /// <param name="updater">The optimizer, set to the step.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last.</param>
    /// <param name="gradients">The gradients of these rows, with their filling.</param>
    public void Update(Updater<Float32Vector> updater, int panel, int start, int end, Span<float> gradients) =>
        updater.Update(new Parameters<Float32Vector>
        {
            Values = Vectors(values.Rows(panel, start, end)),
            Gradients = Vectors(gradients),
            First = _states.Length > 0 ? Vectors(_states[0].Rows(panel, start, end)) : [],
            Second = _states.Length > 1 ? Vectors(_states[1].Rows(panel, start, end)) : [],
            AreWeights = areWeights,
        });

    /// <summary>Fetches a row of a panel, and of its states, into the cache.</summary>
    public unsafe void Prefetch(int panel, int row)
    {
        var width = values.Width(panel);
        Backends.Prefetch.Row(values.Row(panel, row), width);
        foreach (var state in _states) Backends.Prefetch.Row(state.Row(panel, row), width);
    }

    public IEnumerable<string> StateNames(string name) => _states.Select((_, i) => $"{name}.{_stateNames[i]}");

    /// <summary>The states in the layout of <see cref="DenseLayer.Weights"/>, whatever the width of vectors
    /// here.</summary>
    public IEnumerable<Tensor> SaveStates(string name)
    {
        for (var i = 0; i < _states.Length; i++)
        {
            var floats = new float[values.RowCount * values.ColumnCount];
            _states[i].CopyTransposedTo(floats);
            yield return new Tensor($"{name}.{_stateNames[i]}", [values.ColumnCount, values.RowCount], floats);
        }
    }

    public void LoadStates(string name, SessionState state)
    {
        var floats = new float[_states.Length > 0 ? values.RowCount * values.ColumnCount : 0];
        for (var i = 0; i < _states.Length; i++)
        {
            state.CopyTo<float>($"{name}.{_stateNames[i]}", floats);
            _states[i].SetTransposed(floats);
        }
    }

    /// <summary>Panels are padded to whole vectors, so no floats are left over.</summary>
    public static Span<Float32Vector> Vectors(Span<float> floats) => MemoryMarshal.Cast<float, Float32Vector>(floats);
}
