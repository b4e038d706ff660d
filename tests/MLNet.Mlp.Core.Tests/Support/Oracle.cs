namespace MLNet.Mlp.Core.Tests;

/// <summary>The formulas once more, one number at a time in double precision, sharing no code with the library. Backends
/// are measured against it.</summary>
internal sealed class Oracle(Network network)
{
    private readonly ExpectedActivation[] _activations =
        [.. network.Layers.Select(layer => ExpectedActivation.Of(layer.Activation))];
    private readonly double[][] _weightVelocities = [.. network.Layers.Select(layer => new double[layer.Weights.Length])];
    private readonly double[][] _biasVelocities = [.. network.Layers.Select(layer => new double[layer.Biases.Length])];

    public double[][] Weights { get; } = [.. network.Layers.Select(layer => layer.Weights.Select(w => (double)w).ToArray())];

    public double[][] Biases { get; } = [.. network.Layers.Select(layer => layer.Biases.Select(b => (double)b).ToArray())];

    /// <summary>The row and the outputs of every layer; the last are the logits.</summary>
    public double[][] Forward(ReadOnlySpan<float> row) => Forward(row, out _);

    private double[][] Forward(ReadOnlySpan<float> row, out double[][] weightedSums)
    {
        weightedSums = new double[Weights.Length][];
        var a = new double[Weights.Length + 1][];
        a[0] = [.. row.ToArray().Select(x => (double)x)];
        for (var l = 0; l < Weights.Length; l++)
        {
            var inputs = a[l].Length;
            (weightedSums[l], a[l + 1]) = (new double[Biases[l].Length], new double[Biases[l].Length]);
            for (var unit = 0; unit < a[l + 1].Length; unit++)
            {
                var z = Biases[l][unit];
                for (var i = 0; i < inputs; i++) z += Weights[l][unit * inputs + i] * a[l][i];
                (weightedSums[l][unit], a[l + 1][unit]) = (z, _activations[l].F(z));
            }
        }
        return a;
    }

    public double[] Probabilities(ReadOnlySpan<float> row) => Softmax(Forward(row)[^1]);

    public Measure Measure(LabeledRows data, ReadOnlySpan<int> rows)
    {
        // Units of ReLU that are 0 leave classes with equal logits, where the rounding of floats decides.
        const double Tie = 1e-5;
        var measure = new Measure();
        foreach (var row in rows)
        {
            var p = Probabilities(data.Row(row));
            var label = data.Labels[row];
            var lead = p[label] - p.Where((_, k) => k != label).Max();
            measure += new Measure(-Math.Log(p[label]), lead >= -Tie ? 1 : 0, lead > Tie ? 1 : 0);
        }
        return measure;
    }

    /// <summary>One step of gradient descent with momentum and weight decay.</summary>
    public void Step(LabeledRows data, ReadOnlySpan<int> batch, double learningRate, double momentum, double weightDecay)
    {
        var dWeights = Weights.Select(w => new double[w.Length]).ToArray();
        var dBiases = Biases.Select(b => new double[b.Length]).ToArray();
        foreach (var row in batch) AddGradient(data.Row(row), data.Labels[row], batch.Length, dWeights, dBiases);
        for (var l = 0; l < Weights.Length; l++)
        {
            Update(Weights[l], dWeights[l], _weightVelocities[l], weightDecay);
            Update(Biases[l], dBiases[l], _biasVelocities[l], 0);
        }

        void Update(double[] parameters, double[] gradient, double[] velocity, double decay)
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                velocity[i] = momentum * velocity[i] + gradient[i] + decay * parameters[i];
                parameters[i] -= learningRate * velocity[i];
            }
        }
    }

    public void CheckParameters(Network actual, Tolerance tolerance, string what)
    {
        for (var l = 0; l < Weights.Length; l++)
        {
            tolerance.Check(Weights[l], actual.Layers[l].Weights, $"{what}, layer {l}, weights");
            tolerance.Check(Biases[l], actual.Layers[l].Biases, $"{what}, layer {l}, biases");
        }
    }

    private void AddGradient(ReadOnlySpan<float> row, int label, int batchSize, double[][] dWeights, double[][] dBiases)
    {
        var a = Forward(row, out var weightedSums);
        var dZ = Softmax(a[^1]);
        dZ[label] -= 1;
        for (var l = Weights.Length - 1; l >= 0; l--)
        {
            var dInput = new double[a[l].Length];
            for (var unit = 0; unit < dZ.Length; unit++)
            {
                dBiases[l][unit] += dZ[unit] / batchSize;
                for (var i = 0; i < dInput.Length; i++)
                {
                    dWeights[l][unit * dInput.Length + i] += dZ[unit] * a[l][i] / batchSize;
                    dInput[i] += dZ[unit] * Weights[l][unit * dInput.Length + i];
                }
            }
            if (l == 0) break;
            var (sums, activation) = (weightedSums[l - 1], _activations[l - 1]);
            dZ = [.. dInput.Select((d, i) => d * activation.Derivative(sums[i]))];
        }
    }

    private static double[] Softmax(double[] logits)
    {
        var max = logits.Max();
        var exp = logits.Select(z => Math.Exp(z - max)).ToArray();
        var sum = exp.Sum();
        return [.. exp.Select(e => e / sum)];
    }
}
