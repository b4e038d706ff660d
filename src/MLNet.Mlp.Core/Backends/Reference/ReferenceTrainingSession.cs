using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Mlp.Backends;

/// <summary>Training by <see cref="ReferenceNetwork"/>: gather the batch, forward, measure, backward, update.</summary>
internal sealed class ReferenceTrainingSession(Network network, TrainingOptions options) : ITrainingSession
{
    private const int EvaluationBatchSize = 256;

    private readonly ReferenceNetwork _network = new(network);
    private readonly Matrix<double>[] _weightVelocities =
        [.. network.Layers.Select(layer => Matrix<double>.Build.Dense(layer.OutputSize, layer.InputSize))];
    private readonly Vector<double>[] _biasVelocities =
        [.. network.Layers.Select(layer => Vector<double>.Build.Dense(layer.OutputSize))];
    private TotalsBuilder _totals;

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, float learningRate)
    {
        for (; rows.Length > 0; rows = rows[Math.Min(batchSize, rows.Length)..])
        {
            var (x, labels) = Gather(data, rows[..Math.Min(batchSize, rows.Length)]);
            var a = _network.Forward(x);
            _totals.AddBatch(SoftmaxCrossEntropy.Measure(a[^1], labels));
            var (dWeights, dBiases) = _network.Backward(a, labels);
            for (var l = 0; l < dWeights.Length; l++)
            {
                Update(_network.Weights[l], dWeights[l], _weightVelocities[l], learningRate);
                Update(_network.Biases[l], dBiases[l], _biasVelocities[l], learningRate);
            }
        }
    }

    public Totals TakeTotals() => _totals.Take();

    public Totals Evaluate(LabeledRows data)
    {
        var totals = new TotalsBuilder();
        var rows = new int[data.RowCount];
        RowOrder.InOrder(rows);
        foreach (var batch in rows.Chunk(EvaluationBatchSize))
        {
            var (x, labels) = Gather(data, batch);
            totals.AddBatch(SoftmaxCrossEntropy.Measure(_network.Forward(x)[^1], labels));
        }
        return totals.Take();
    }

    public void CopyParametersTo(Network network)
    {
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var layer = network.Layers[l];
            for (var unit = 0; unit < layer.OutputSize; unit++)
            {
                layer.Biases[unit] = (float)_network.Biases[l][unit];
                for (var input = 0; input < layer.InputSize; input++)
                    layer.Weights[unit * layer.InputSize + input] = (float)_network.Weights[l][unit, input];
            }
        }
    }

    public void Dispose()
    {
    }

    private static (Matrix<double> X, int[] Labels) Gather(LabeledRows data, ReadOnlySpan<int> rows)
    {
        var x = Matrix<double>.Build.Dense(rows.Length, data.Features.ColumnCount);
        var labels = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var features = data.Features[rows[i]];
            for (var j = 0; j < features.Length; j++) x[i, j] = features[j];
            labels[i] = data.Labels[rows[i]];
        }
        return (x, labels);
    }

    private void Update(Matrix<double> weights, Matrix<double> dWeights, Matrix<double> velocities, float learningRate) =>
        weights.MapIndexedInplace((row, column, weight) =>
        {
            var velocity = velocities[row, column];
            weight = SgdMomentum.Step(weight, dWeights[row, column], ref velocity,
                learningRate, options.Momentum, options.WeightDecay);
            velocities[row, column] = velocity;
            return weight;
        }, Zeros.Include);

    private void Update(Vector<double> biases, Vector<double> dBiases, Vector<double> velocities, float learningRate) =>
        biases.MapIndexedInplace((unit, bias) =>
        {
            var velocity = velocities[unit];
            bias = SgdMomentum.Step(bias, dBiases[unit], ref velocity, learningRate, options.Momentum, weightDecay: 0);
            velocities[unit] = velocity;
            return bias;
        }, Zeros.Include);
}
