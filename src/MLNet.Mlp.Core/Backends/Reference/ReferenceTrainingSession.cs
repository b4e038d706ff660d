using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Backends;

/// <summary>Training by <see cref="ReferenceNetwork"/>: gather the batch, forward, measure, backward, clip, update.
/// </summary>
internal sealed class ReferenceTrainingSession : ITrainingSession
{
    private const int EvaluationBatchSize = 256;

    private readonly TrainingOptions _options;
    private readonly Objective _objective;
    private readonly ReferenceNetwork _network;

    // For each layer, its weights, its biases and, where it is normalized, its scales.
    private readonly ReferenceParameter[][] _parameters;
    private Totals _totals;
    private long _stepCount;

    public ReferenceTrainingSession(Network network, TrainingOptions options)
    {
        (_options, _objective, _network) = (options, new Objective(network, options), new ReferenceNetwork(network));
        var stateCount = options.Optimizer.StateCount;
        _parameters = [.. _network.Layers.Select((layer, l) => CreateParameters(layer, $"layers.{l}", stateCount))];
    }

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
    {
        for (var step = 0; rows.Length > 0; step++)
        {
            var size = Math.Min(batchSize, rows.Length);
            Step(data, rows[..size], StepValues.RateOf(learningRates, step));
            rows = rows[size..];
        }
    }

    public Totals TakeTotals()
    {
        var totals = _totals;
        _totals = default;
        return totals;
    }

    public Totals Evaluate(LabeledRows data)
    {
        var totals = default(Totals);
        foreach (var batch in RowOrder.InOrder(data.RowCount).Chunk(EvaluationBatchSize))
        {
            var logits = _network.Forward(ReferenceBatch.Gather(data.Features, batch))[^1].Output;
            totals = totals.Add(ReferenceBatch.Measure(_objective, data, batch, logits).Totals);
        }
        return totals;
    }

    public bool HasFiniteParameters() =>
        _network.Layers.All(layer => layer.Parameters().All(value => float.IsFinite((float)value)));

    public void CopyParametersTo(Network network)
    {
        for (var l = 0; l < network.Layers.Count; l++) _network.Layers[l].CopyTo(network.Layers[l]);
    }

    public SessionState SaveState() => new(_stepCount,
    [
        .. _parameters.SelectMany(layer => layer).SelectMany(parameter => parameter.Save()),
        .. RunningStatistics().Select(s => new Tensor(s.Name, [s.Values.Length], (double[])s.Values.Clone())),
    ]);

    public void LoadState(SessionState state)
    {
        state.RequireNoneBut([.. SaveState().Tensors.Select(tensor => tensor.Name)]);
        foreach (var parameter in _parameters.SelectMany(layer => layer)) parameter.Load(state);
        foreach (var (name, values) in RunningStatistics()) state.CopyTo<double>(name, values);
        _stepCount = state.StepCount;
    }

    public void Dispose()
    {
    }

    private void Step(LabeledRows data, ReadOnlySpan<int> rows, float learningRate)
    {
        var stepNumber = ++_stepCount;
        Dropout DropoutOf(int layer, int row) => new(_options.Seed, layer, stepNumber, row);

        var passes = _network.Forward(ReferenceBatch.Gather(data.Features, rows), training: true, DropoutOf);
        var (totals, dLogits) = ReferenceBatch.Measure(_objective, data, rows, passes[^1].Output);
        _totals = _totals.Add(totals);
        var gradients = _network.Backward(passes, dLogits, DropoutOf);

        double[][][] arrays = [.. gradients.Select(Arrays)];
        var step = new StepValues(stepNumber, learningRate, Clip(arrays.SelectMany(layer => layer)));
        for (var l = 0; l < arrays.Length; l++)
        {
            for (var p = 0; p < arrays[l].Length; p++)
            {
                if (l == 0 && p == 0 && data.Features is SparseFeatures sparse)
                    UpdateSeenInputs(step, sparse, rows, arrays[0][0]);
                else _parameters[l][p].Update(_options.Optimizer, step, 0, arrays[l][p]);
            }
            _network.Layers[l].UpdateRunningStatistics(passes[l]);
        }
        if (_options.MaxNorm is { } limit)
            foreach (var layer in _network.Layers) LimitNorms(layer.Weights, limit);
    }

    /// <summary>Of sparse features, only the weights of inputs that are not zero in every row of the batch take part in
    /// a step, and their states.</summary>
    private void UpdateSeenInputs(StepValues step, SparseFeatures features, ReadOnlySpan<int> rows, double[] dWeights)
    {
        var seen = new SortedSet<int>();
        foreach (var row in rows) seen.UnionWith(features[row].Columns.ToArray());
        var sumCount = dWeights.Length / features.ColumnCount;
        foreach (var input in seen)
        {
            var start = input * sumCount;
            _parameters[0][0].Update(_options.Optimizer, step, start, dWeights.AsSpan(start, sumCount));
        }
    }

    /// <summary>Clips the gradients by value and returns the factor that clips their norm.</summary>
    private double Clip(IEnumerable<double[]> gradients)
    {
        if (_options.ClipValue is { } limit)
            foreach (var gradient in gradients) GradientClipping.ByValue(ReferenceParameter.Numbers(gradient), limit);
        return _options.ClipNorm is { } norm
            ? GradientClipping.Scale(gradients.Sum(gradient => GradientClipping.SumOfSquares(gradient)), norm)
            : 1;
    }

    private static void LimitNorms(Matrix<double> weights, float limit)
    {
        for (var sum = 0; sum < weights.RowCount; sum++)
        {
            var norm = weights.Row(sum).L2Norm();
            if (norm > limit) weights.SetRow(sum, weights.Row(sum) * (limit / norm));
        }
    }

    /// <summary>The arrays behind the gradients, in the order of <see cref="CreateParameters"/>.</summary>
    private static double[][] Arrays(LayerGradients gradients) => gradients.Scale is { } scale
        ? [gradients.Weights.AsColumnMajorArray(), gradients.Biases.AsArray(), scale.AsArray()]
        : [gradients.Weights.AsColumnMajorArray(), gradients.Biases.AsArray()];

    private static ReferenceParameter[] CreateParameters(ReferenceLayer layer, string name, int stateCount)
    {
        var parameters = new List<ReferenceParameter>
        {
            new($"{name}.weight", layer.Weights.AsColumnMajorArray(), areWeights: true, stateCount),
            new($"{name}.bias", layer.Biases.AsArray(), areWeights: false, stateCount),
        };
        if (layer.Scale is { } scale)
            parameters.Add(new($"{name}.scale", scale.AsArray(), areWeights: false, stateCount));
        return [.. parameters];
    }

    private IEnumerable<(string Name, double[] Values)> RunningStatistics()
    {
        for (var l = 0; l < _network.Layers.Length; l++)
        {
            if (_network.Layers[l].RunningMean is not { } mean) continue;
            yield return ($"layers.{l}.mean", mean.AsArray());
            yield return ($"layers.{l}.variance", _network.Layers[l].RunningVariance!.AsArray());
        }
    }
}
