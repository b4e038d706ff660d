using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>Training by <see cref="ReferenceNetwork"/>: gather the batch, forward, measure, backward, clip,
/// update.</summary>
internal sealed class ReferenceTrainingSession(Network network, TrainingOptions options) : ITrainingSession
{
    private const int EvaluationBatchSize = 256;

    private readonly ReferenceNetwork _network = new(network);
    private readonly double[][] _first = CreateState(network, options.Optimizer.StateCount > 0);
    private readonly double[][] _second = CreateState(network, options.Optimizer.StateCount > 1);
    private TotalsBuilder _totals;
    private long _stepNumber;

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, float learningRate)
    {
        for (; rows.Length > 0; rows = rows[Math.Min(batchSize, rows.Length)..])
        {
            var (x, labels) = Gather(data, rows[..Math.Min(batchSize, rows.Length)]);
            var a = _network.Forward(x);
            _totals.AddBatch(SoftmaxCrossEntropy.Measure(a[^1], labels));
            var (dWeights, dBiases) = _network.Backward(a, labels);
            // The arrays behind the matrices: the optimizer sees each parameter alone, so their order does not matter.
            double[][] gradients = [.. dWeights.Select(d => d.AsColumnMajorArray()), .. dBiases.Select(d => d.AsArray())];
            var step = new StepValues(++_stepNumber, learningRate, Clip(gradients));
            for (var i = 0; i < gradients.Length; i++) Update(step, i, gradients[i]);
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

    /// <summary>Clips the gradients by value and returns the factor that clips their norm.</summary>
    private double Clip(double[][] gradients)
    {
        if (options.ClipValue is { } limit)
            foreach (var gradient in gradients) GradientClipping.ByValue(Numbers(gradient), limit);
        return options.ClipNorm is { } norm
            ? GradientClipping.Scale(gradients.Sum(gradient => GradientClipping.SumOfSquares(gradient)), norm)
            : 1;
    }

    /// <summary>Updates a weight matrix or, beyond those, a vector of biases.</summary>
    private void Update(StepValues step, int index, double[] gradients)
    {
        var layerCount = _network.Weights.Length;
        var areBiases = index >= layerCount;
        options.Optimizer.Step(step, new Parameters<Float64>
        {
            Values = Numbers(areBiases
                ? _network.Biases[index - layerCount].AsArray()
                : _network.Weights[index].AsColumnMajorArray()),
            Gradients = Numbers(gradients),
            First = Numbers(_first[index]),
            Second = Numbers(_second[index]),
            AreBiases = areBiases,
        });
    }

    /// <summary>A state of the optimizer: zeros for every weight matrix and then for every vector of biases.</summary>
    private static double[][] CreateState(Network network, bool kept) =>
    [
        .. network.Layers.Select(layer => new double[kept ? layer.Weights.Length : 0]),
        .. network.Layers.Select(layer => new double[kept ? layer.Biases.Length : 0]),
    ];

    private static Span<Float64> Numbers(double[] values) => MemoryMarshal.Cast<double, Float64>(values.AsSpan());
}
