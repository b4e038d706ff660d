namespace MLNet.Mlp.Core.Tests;

/// <summary>The formulas once more, one number at a time in double precision. It shares no code with the library but
/// the random numbers of dropout, so backends can be measured against it.</summary>
internal sealed class Oracle(Network network, TrainingOptions? trainingOptions = null)
{
    private readonly TrainingOptions _options = trainingOptions ?? new TrainingOptions();
    private readonly OracleLayer[] _layers = [.. network.Layers.Select(layer => new OracleLayer(layer))];
    private readonly Network _shape = network.Clone();
    private int _step;

    /// <summary>The outputs of the network for a row.</summary>
    public double[] Scores(ReadOnlySpan<float> row) =>
        OracleLoss.Outputs(_shape.Output, Forward([ToDoubles(row)], training: false)[0]);

    /// <summary>Measures the network as it is.</summary>
    public Measure Measure(LabeledRows data, ReadOnlySpan<int> rows) =>
        Measure(data, rows, Forward(Gather(data, rows), training: false)).Measure;

    /// <summary>Measures a batch in training and takes a step of the optimizer.</summary>
    public Measure Step(LabeledRows data, int[] batch, double learningRate)
    {
        _step++;
        var (measure, dOutputs) = Measure(data, batch, Forward(Gather(data, batch), training: true));
        for (var l = _layers.Length - 1; l >= 0; l--) dOutputs = _layers[l].Backward(dOutputs);

        for (var l = 0; l < _layers.Length; l++)
        {
            // Of sparse features, only the weights of inputs that are not zero in all rows take part.
            var seen = l == 0 && data.Features is SparseFeatures ? SeenInputs(data, batch) : null;
            var inputSize = _shape.Layers[l].InputSize;
            Update(_layers[l].Weights, learningRate, i => seen is null || seen[i % inputSize]);
            Update(_layers[l].Biases, learningRate, _ => true);
            if (_layers[l].Scales is { } scales) Update(scales, learningRate, _ => true);
            _layers[l].UpdateRunningStatistics();
            if (_options.MaxNorm is { } limit) _layers[l].LimitNorms(limit);
        }
        return measure;
    }

    public void CheckParameters(Network actual, Tolerance tolerance, string what)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var (expected, layer) = (_layers[l], actual.Layers[l]);
            tolerance.Check(expected.Weights.Values, layer.Weights, $"{what}, layer {l}, weights");
            tolerance.Check(expected.Biases.Values, layer.Biases, $"{what}, layer {l}, biases");
            if (layer.Normalization is not { } n) continue;
            tolerance.Check(expected.Scales!.Values, n.Scale, $"{what}, layer {l}, scales");
            tolerance.Check(expected.RunningMean, n.RunningMean, $"{what}, layer {l}, running mean");
            tolerance.Check(expected.RunningVariance, n.RunningVariance, $"{what}, layer {l}, running variance");
        }
    }

    private double[][] Forward(double[][] x, bool training)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = l;
            x = _layers[l].Forward(x, training, row => Factors(layer, row, training));
        }
        return x;
    }

    /// <summary>What dropout multiplies the units of a row by: 0, or 1 / (1 - rate).</summary>
    private double[] Factors(int l, int row, bool training)
    {
        var layer = _shape.Layers[l];
        var factors = new double[layer.OutputSize];
        Array.Fill(factors, 1);
        if (!training || layer.Dropout == 0) return factors;
        new Dropout(_options.Seed, l, _step, row).Apply(factors, layer.Dropout);
        return [.. factors.Select(factor => factor == 0 ? 0 : 1 / (1.0 - layer.Dropout))];
    }

    private (Measure Measure, double[][] dLogits) Measure(LabeledRows data, ReadOnlySpan<int> rows, double[][] logits)
    {
        // Units of ReLU that are 0 leave outputs with equal logits, where the rounding of floats decides.
        const double Tie = 1e-5;
        var measure = new Measure();
        var dLogits = new double[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            var (z, t) = (logits[i], Targets(data, rows[i]));
            var (rowWeight, outputWeights) = Weights(t);
            var weight = rowWeight * (data.Weights.IsEmpty ? 1 : data.Weights[rows[i]]);
            var (loss, dZ) = OracleLoss.Of(_options.Loss, _shape.Output, z, t, outputWeights);
            dLogits[i] = [.. dZ.Select(d => d * weight / logits.Length)];
            var lead = OracleLoss.Lead(_options.Loss, _shape.Output, z, t);
            measure += new Measure(weight * loss, weight, lead >= -Tie ? 1 : 0, lead > Tie ? 1 : 0);
        }
        return (measure, dLogits);
    }

    private double[] Targets(LabeledRows data, int row)
    {
        if (data.Targets is TargetMatrix matrix) return ToDoubles(matrix[row]);
        var (label, outputs) = (data.Labels[row], _shape.OutputSize);
        return outputs == 1 ? [label] : [.. Enumerable.Range(0, outputs).Select(k => k == label ? 1.0 : 0)];
    }

    /// <summary>The weight of a row's class, and those of its labels.</summary>
    private (double OfRow, double[] OfOutputs) Weights(double[] t)
    {
        double[] ones = [.. t.Select(_ => 1.0)];
        if (_options.ClassWeights?.Values(Math.Max(2, t.Length)) is not { } weights) return (1, ones);
        if (t.Length == 1) return (t[0] > 0.5 ? weights[1] : weights[0], ones);
        if (_shape.Output != OutputActivation.Sigmoid) return (weights[Array.IndexOf(t, t.Max())], ones);
        return (1, [.. t.Select((target, k) => target > 0.5 ? weights[k] : 1.0)]);
    }

    private void Update(OracleParameter parameter, double learningRate, Func<int, bool> takesPart)
    {
        for (var i = 0; i < parameter.Values.Length; i++)
            if (takesPart(i)) parameter.Step(i, _options.Optimizer, learningRate, _step);
    }

    private static bool[] SeenInputs(LabeledRows data, int[] batch)
    {
        var seen = new bool[data.Features.ColumnCount];
        foreach (var row in batch)
        {
            var x = data.Row(row);
            for (var i = 0; i < seen.Length; i++) seen[i] |= x[i] != 0;
        }
        return seen;
    }

    private static double[][] Gather(LabeledRows data, ReadOnlySpan<int> rows)
    {
        var x = new double[rows.Length][];
        for (var i = 0; i < x.Length; i++) x[i] = ToDoubles(data.Row(rows[i]));
        return x;
    }

    private static double[] ToDoubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < values.Length; i++) doubles[i] = values[i];
        return doubles;
    }
}
