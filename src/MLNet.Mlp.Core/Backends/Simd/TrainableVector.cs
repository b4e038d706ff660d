using System.Numerics;
using MLNet.Mlp.Numerics;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>The biases or the scales of a layer in training: a number for each weighted sum, and room for its gradient.
/// They are divided into the panels of the layer's weights.</summary>
internal sealed unsafe class TrainableVector(PanelMatrix values, TrainingOptions options)
{
    private readonly SimdParameter _parameter = new(values, areWeights: false, options.Optimizer);
    private readonly PanelMatrix _gradients = new(1, values.ColumnCount);
    private readonly float? _clipValue = options.ClipValue;

    /// <summary>The numbers, and zeros up to a whole <see cref="MatMul.Padding"/>.</summary>
    public Span<float> Values => values.Span;

    /// <summary>As many gradients.</summary>
    public Span<float> Gradients => _gradients.Span;

    /// <summary>The gradients of a panel are the sums of the rows of dZ there, row by row, clipped by value.</summary>
    public void SumGradients(PaddedMatrix dZ, int batchSize, int panel)
    {
        var first = panel * PanelMatrix.PanelColumns;
        var end = first + values.Width(panel);
        for (var j = first; j < end; j += Vector<float>.Count)
        {
            var sum = Vector<float>.Zero;
            for (var row = 0; row < batchSize; row++) sum += Vector.Load(dZ.Row(row) + j);
            sum.CopyTo(Gradients[j..]);
        }
        Clip(first, end);
    }

    /// <summary>Clips the gradients of whole vectors start .. end - 1 by value.</summary>
    public void Clip(int start, int end)
    {
        if (_clipValue is { } limit) GradientClipping.ByValue(SimdParameter.Vectors(Gradients[start..end]), limit);
    }

    /// <summary>The squared norm of the gradient.</summary>
    public double SumOfSquares() => GradientClipping.SumOfSquares(Gradients);

    /// <summary>The optimizer's step in a panel.</summary>
    public void Update(Updater<Float32Vector> updater, int panel) =>
        _parameter.Update(updater, panel, 0, 1, _gradients.Rows(panel, 0, 1));

    public IEnumerable<string> StateNames(string name) => _parameter.StateNames(name);

    public IEnumerable<Tensor> SaveStates(string name) => _parameter.SaveStates(name);

    public void LoadStates(string name, SessionState state) => _parameter.LoadStates(name, state);
}
