namespace MLNet.Mlp.Core.Tests;

/// <summary>A layer of the <see cref="Oracle"/>: one row and one number at a time.</summary>
internal sealed class OracleLayer
{
    private readonly DenseLayer _shape;
    private readonly ExpectedActivation? _activation;

    // Of the last batch, by row: inputs, weighted sums, the same normalized and shifted, what dropout multiplies by.
    private double[][] _inputs = [], _sums = [], _preactivations = [], _factors = [];
    private double[] _means = [], _variances = [];

    public OracleLayer(DenseLayer layer)
    {
        _shape = layer.Clone();
        _activation = layer.Activation == Activation.Maxout ? null : ExpectedActivation.Of(layer.Activation);
        (Weights, Biases) = (new(layer.Weights, areWeights: true), new(layer.Biases, areWeights: false));
        if (layer.Normalization is not { } n) return;
        Scales = new OracleParameter(n.Scale, areWeights: false);
        RunningMean = [.. n.RunningMean.Select(value => (double)value)];
        RunningVariance = [.. n.RunningVariance.Select(value => (double)value)];
    }

    public OracleParameter Weights { get; }

    public OracleParameter Biases { get; }

    public OracleParameter? Scales { get; }

    public double[] RunningMean { get; } = [];

    public double[] RunningVariance { get; } = [];

    public double[][] Forward(double[][] inputs, bool training, Func<int, double[]> factorsOfRow)
    {
        _inputs = inputs;
        _sums = [.. inputs.Select(Sums)];
        _preactivations = _sums;
        if (Scales is not null)
        {
            (_means, _variances) = (RunningMean, RunningVariance);
            if (training) TakeStatistics();
            _preactivations = [.. _sums.Select(row => Select(row.Length, j =>
                Scales.Values[j] * (row[j] - _means[j]) * Math.Pow(_variances[j] + Epsilon, -0.5)))];
        }
        _preactivations = [.. _preactivations.Select(row => Select(row.Length, j => row[j] + Biases.Values[j]))];
        _factors = [.. inputs.Select((_, row) => factorsOfRow(row))];
        return [.. _preactivations.Select((y, row) =>
            Select(_shape.OutputSize, unit => _factors[row][unit] * Activate(y, unit)))];
    }

    /// <summary>Sets the gradients from those of the outputs, and returns those of the inputs.</summary>
    public double[][] Backward(double[][] dOutputs)
    {
        double[][] dY = [.. dOutputs.Select((d, row) =>
            DY(_preactivations[row], Select(d.Length, k => d[k] * _factors[row][k])))];
        for (var j = 0; j < _shape.SumCount; j++) Biases.Gradients[j] = dY.Sum(d => d[j]);
        var dZ = Scales is null ? dY : ThroughNormalization(dY);

        var inputSize = _shape.InputSize;
        Array.Clear(Weights.Gradients);
        var dInputs = new double[dZ.Length][];
        for (var row = 0; row < dZ.Length; row++)
        {
            var (x, dX) = (_inputs[row], dInputs[row] = new double[inputSize]);
            for (var j = 0; j < _shape.SumCount; j++)
                for (var i = 0; i < inputSize; i++)
                {
                    Weights.Gradients[j * inputSize + i] += dZ[row][j] * x[i];
                    dX[i] += dZ[row][j] * Weights.Values[j * inputSize + i];
                }
        }
        return dInputs;
    }

    public void UpdateRunningStatistics()
    {
        double rows = _sums.Length, momentum = _shape.Normalization?.Momentum ?? 0;
        if (Scales is null || rows == 1) return;
        for (var j = 0; j < RunningMean.Length; j++)
        {
            RunningMean[j] += momentum * (_means[j] - RunningMean[j]);
            RunningVariance[j] += momentum * (_variances[j] * rows / (rows - 1) - RunningVariance[j]);
        }
    }

    /// <summary>Shortens the weights of each sum to a norm.</summary>
    public void LimitNorms(double limit)
    {
        var (w, inputs) = (Weights.Values, _shape.InputSize);
        for (var start = 0; start < w.Length; start += inputs)
        {
            var norm = Math.Sqrt(w[start..(start + inputs)].Sum(x => x * x));
            for (var i = start; norm > limit && i < start + inputs; i++) w[i] *= limit / norm;
        }
    }

    private double Epsilon => _shape.Normalization!.Epsilon;

    private double[] Sums(double[] x)
    {
        var sums = new double[_shape.SumCount];
        for (var j = 0; j < sums.Length; j++)
            for (var i = 0; i < x.Length; i++) sums[j] += Weights.Values[j * x.Length + i] * x[i];
        return sums;
    }

    private void TakeStatistics()
    {
        double rows = _sums.Length;
        var means = _means = Select(_shape.SumCount, j => _sums.Sum(z => z[j]) / rows);
        _variances = Select(_shape.SumCount, j => _sums.Sum(z => Math.Pow(z[j] - means[j], 2)) / rows);
    }

    private double Activate(double[] y, int unit) => _activation?.F(y[unit]) ?? Pieces(y, unit).Max();

    private double[] DY(double[] y, double[] dActivations)
    {
        if (_activation is { } activation) return Select(y.Length, j => dActivations[j] * activation.Derivative(y[j]));
        var dY = new double[y.Length];
        for (var unit = 0; unit < dActivations.Length; unit++)
        {
            var pieces = Pieces(y, unit);
            dY[Array.IndexOf(pieces, pieces.Max()) * _shape.OutputSize + unit] = dActivations[unit];
        }
        return dY;
    }

    private double[] Pieces(double[] y, int unit) =>
        Select(_shape.Pieces, piece => y[piece * _shape.OutputSize + unit]);

    /// <summary>The chain of Ioffe and Szegedy's section 3, variable by variable; the reference has it in one formula.
    /// </summary>
    private double[][] ThroughNormalization(double[][] dY)
    {
        double rows = dY.Length;
        double[][] dZ = [.. dY.Select(d => new double[d.Length])];
        for (var j = 0; j < _shape.SumCount; j++)
        {
            double root = Math.Sqrt(_variances[j] + Epsilon), dScale = 0, dVariance = 0, dMean = 0, centered = 0;
            for (var row = 0; row < dY.Length; row++)
            {
                var (e, dN) = (_sums[row][j] - _means[j], dY[row][j] * Scales!.Values[j]);
                dScale += dY[row][j] * e / root;
                dVariance += dN * e * -0.5 / (root * root * root);
                dMean -= dN / root;
                centered += e;
            }
            dMean += dVariance * -2 * centered / rows;
            Scales!.Gradients[j] = dScale;
            for (var row = 0; row < dY.Length; row++)
                dZ[row][j] = dY[row][j] * Scales.Values[j] / root
                    + dVariance * 2 * (_sums[row][j] - _means[j]) / rows + dMean / rows;
        }
        return dZ;
    }

    private static double[] Select(int count, Func<int, double> value)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = value(i);
        return values;
    }
}
