namespace MLNet.Mlp.Core.Tests;

/// <summary>Weights, biases or scales of the <see cref="Oracle"/>, with what the optimizer keeps for each.</summary>
internal sealed class OracleParameter(float[] values, bool areWeights)
{
    private readonly double[] _first = new double[values.Length];
    private readonly double[] _second = new double[values.Length];

    public double[] Values { get; } = [.. values.Select(value => (double)value)];

    /// <summary>The gradients of the last batch.</summary>
    public double[] Gradients { get; } = new double[values.Length];

    /// <summary>One step of the optimizer for one parameter.</summary>
    public void Step(int i, Optimizer optimizer, double learningRate, int step)
    {
        var g = Gradients[i] + (areWeights ? optimizer.WeightDecay * Values[i] : 0);
        switch (optimizer)
        {
            case Sgd:
                Values[i] -= learningRate * g;
                break;
            case MomentumSgd momentum:
                _first[i] = momentum.Momentum * _first[i] + g;
                Values[i] -= learningRate * _first[i];
                break;
            case Adagrad adagrad:
                _first[i] += g * g;
                Values[i] -= learningRate * g / (Math.Sqrt(_first[i]) + adagrad.Epsilon);
                break;
            case Adam adam:
                _first[i] += (1.0 - adam.Beta1) * (g - _first[i]);
                _second[i] += (1.0 - adam.Beta2) * (g * g - _second[i]);
                var mean = _first[i] / (1 - Math.Pow(adam.Beta1, step));
                var meanSquare = _second[i] / (1 - Math.Pow(adam.Beta2, step));
                Values[i] -= learningRate * mean / (Math.Sqrt(meanSquare) + adam.Epsilon);
                break;
            default:
                throw new NotSupportedException($"The oracle knows no {optimizer.GetType().Name}.");
        }
    }
}
