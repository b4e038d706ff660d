using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>The biases or the scales of a layer in training: a number for each weighted sum, and room for its gradient.
/// </summary>
internal sealed class TrainableVector(PaddedMatrix values, TrainingOptions options)
{
    private readonly SimdParameter _parameter = new(values, areWeights: false, options.Optimizer);
    private readonly PaddedMatrix _gradients = new(1, values.ColumnCount);
    private readonly float? _clipValue = options.ClipValue;

    /// <summary>The numbers, and zeros up to a whole vector.</summary>
    public Span<float> Values => values.Span;

    /// <summary>As many gradients.</summary>
    public Span<float> Gradients => _gradients.Span;

    /// <summary>Clips the gradients of whole vectors start .. end - 1 by value.</summary>
    public void Clip(int start, int end)
    {
        if (_clipValue is { } limit) GradientClipping.ByValue(SimdParameter.Vectors(Gradients[start..end]), limit);
    }

    /// <summary>The squared norm of the gradient.</summary>
    public double SumOfSquares() => GradientClipping.SumOfSquares(Gradients);

    public void Update(StepValues step) => _parameter.Update(step, 0, 1, Gradients);

    public IEnumerable<Tensor> SaveStates(string name) => _parameter.SaveStates(name);

    public void LoadStates(string name, SessionState state) => _parameter.LoadStates(name, state);
}
