using ILGPU;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>Writes the sums as they are.</summary>
internal readonly struct StoreSums(MatrixView sums) : IEpilogue
{
    private readonly MatrixView _sums = sums;

    public void Store(int row, int column, Float4 sums) => Float4.Store(_sums.Values, _sums.Row(row) + column, sums);
}

/// <summary>The end of a layer's way forward: y = sum + bias, a = f(y), and with dropout o.</summary>
/// <param name="biases">One for each column, or none where they are in the sums.</param>
/// <param name="y">Where y goes, or no values where nobody needs it.</param>
/// <param name="a">Where a goes.</param>
/// <param name="o">Where o goes, or no values without dropout.</param>
/// <param name="dropout">The random numbers.</param>
internal readonly struct Activate<TActivation>(
    ArrayView<float> biases, MatrixView y, MatrixView a, MatrixView o, DropoutKey dropout) : IEpilogue
    where TActivation : unmanaged, IActivation
{
    private readonly ArrayView<float> _biases = biases;
    private readonly MatrixView _y = y, _a = a, _o = o;
    private readonly DropoutKey _dropout = dropout;

    public void Store(int row, int column, Float4 sums)
    {
        var bias = default(Float4);
        if (_biases.Length > 0) bias = Float4.Load(_biases, column);
        var y = new Float4(sums.X + bias.X, sums.Y + bias.Y, sums.Z + bias.Z, sums.W + bias.W);
        if (_y.Values.Length > 0) Float4.Store(_y.Values, _y.Row(row) + column, y);
        // The padding stays 0, also where f(0) is not.
        var count = _a.ColumnCount - column;
        var a = new Float4(
            Of(y.X), count > 1 ? Of(y.Y) : 0f, count > 2 ? Of(y.Z) : 0f, count > 3 ? Of(y.W) : 0f);
        Float4.Store(_a.Values, _a.Row(row) + column, a);
        if (_o.Values.Length == 0) return;
        Float4.Store(_o.Values, _o.Row(row) + column, new Float4(
            _dropout.Apply(a.X, row, column), _dropout.Apply(a.Y, row, column + 1),
            _dropout.Apply(a.Z, row, column + 2), _dropout.Apply(a.W, row, column + 3)));
    }

    private static float Of(float y) => TActivation.Forward(new GpuReal(y)).Value;
}

/// <summary>The end of the way back into a layer: the sums are dO, from which dY = dO dropout f'(y, a).</summary>
/// <param name="y">The layer's y, or no values where its derivative does not need it.</param>
/// <param name="a">The layer's a.</param>
/// <param name="dropout">The layer's random numbers.</param>
/// <param name="dY">Where the gradient goes.</param>
internal readonly struct Deactivate<TActivation>(MatrixView y, MatrixView a, DropoutKey dropout, MatrixView dY)
    : IEpilogue where TActivation : unmanaged, IActivation
{
    private readonly MatrixView _y = y, _a = a, _dY = dY;
    private readonly DropoutKey _dropout = dropout;

    public void Store(int row, int column, Float4 sums)
    {
        var a = Float4.Load(_a.Values, _a.Row(row) + column);
        var y = TActivation.DerivativeNeedsInput ? Float4.Load(_y.Values, _y.Row(row) + column) : a;
        if (_dropout.Threshold > 0)
            sums = new Float4(
                _dropout.Apply(sums.X, row, column), _dropout.Apply(sums.Y, row, column + 1),
                _dropout.Apply(sums.Z, row, column + 2), _dropout.Apply(sums.W, row, column + 3));
        // Beyond the last column the sums are 0.
        Float4.Store(_dY.Values, _dY.Row(row) + column, new Float4(
            sums.X * Of(y.X, a.X), sums.Y * Of(y.Y, a.Y), sums.Z * Of(y.Z, a.Z), sums.W * Of(y.W, a.W)));
    }

    private static float Of(float y, float a) => TActivation.Derivative(new GpuReal(y), new GpuReal(a)).Value;
}

/// <summary>The end of the gradient of weights: the optimizer's step, in place.</summary>
/// <param name="weights">The weights and the optimizer's state.</param>
/// <param name="step">The step.</param>
internal readonly struct UpdateWeights<TRule>(ParameterView weights, UpdateStep<TRule> step) : IEpilogue
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly ParameterView _weights = weights;
    private readonly UpdateStep<TRule> _step = step;

    public void Store(int row, int column, Float4 sums) => Store(row, column, sums, 1);

    /// <param name="row">The row.</param>
    /// <param name="column">The first of the four columns.</param>
    /// <param name="sums">The gradient.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients, or 1.</param>
    public void Store(int row, int column, Float4 sums, float gradientScale)
    {
        var index = _weights.Values.Row(row) + column;
        var count = _weights.Values.ColumnCount - column;
        Float4 values = Float4.Load(_weights.Values.Values, index), first = default, second = default;
        if (TRule.StateCount > 0) first = Float4.Load(_weights.First.Values, index);
        if (TRule.StateCount > 1) second = Float4.Load(_weights.Second.Values, index);
        values.X = _step.Apply(values.X, sums.X, gradientScale, ref first.X, ref second.X);
        if (count > 1) values.Y = _step.Apply(values.Y, sums.Y, gradientScale, ref first.Y, ref second.Y);
        if (count > 2) values.Z = _step.Apply(values.Z, sums.Z, gradientScale, ref first.Z, ref second.Z);
        if (count > 3) values.W = _step.Apply(values.W, sums.W, gradientScale, ref first.W, ref second.W);
        Float4.Store(_weights.Values.Values, index, values);
        if (TRule.StateCount > 0) Float4.Store(_weights.First.Values, index, first);
        if (TRule.StateCount > 1) Float4.Store(_weights.Second.Values, index, second);
    }
}
