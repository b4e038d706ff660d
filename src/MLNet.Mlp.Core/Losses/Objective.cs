using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>What a training session minimizes: the loss of rows with their weights. All backends that compute rows on
/// the CPU share it. Thread-safe.</summary>
internal sealed class Objective
{
    private readonly RowLoss _loss;
    private readonly int _outputSize;

    // One for each class, or for each label where labels do not exclude each other; the other is empty, or both.
    private readonly float[] _classWeights = [];
    private readonly float[] _labelWeights = [];

    /// <exception cref="ArgumentException">The loss or the class weights do not fit the network.</exception>
    public Objective(Network network, TrainingOptions options)
    {
        _loss = options.Loss.For(network);
        _outputSize = network.OutputSize;
        if (options.ClassWeights is not { } classWeights) return;
        if (_loss.Correctness == Correctness.None)
            throw new ArgumentException(
                $"{nameof(TrainingOptions.ClassWeights)} needs classes, but the loss is " +
                $"{options.Loss.GetType().Name}. Try weights of rows.");
        var weights = classWeights.Values(Math.Max(2, _outputSize));
        if (network.HasIndependentLabels) _labelWeights = weights;
        else _classWeights = weights;
    }

    /// <summary>Whether there is an accuracy: whether rows can be right or wrong.</summary>
    public bool HasAccuracy => _loss.Correctness != Correctness.None;

    /// <summary>Measures a row and turns its logits into its part of the gradient of the batch's mean loss.</summary>
    /// <param name="data">Where the row is.</param>
    /// <param name="row">The row.</param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="z">The logits, which become dz.</param>
    /// <param name="t">Room for as many targets.</param>
    public RowMeasure Measure(LabeledRows data, int row, int batchSize, Span<float> z, Span<float> t)
    {
        if (_loss is SoftmaxCrossEntropyLoss crossEntropy && data.Targets is ClassLabels classes)
            return Measure(crossEntropy, classes.Labels[row], data.Weight(row), batchSize, z);
        data.Targets.CopyRowTo(row, t);
        var right = _loss.IsRight<float>(z, t);
        var weight = data.Weight(row) * ClassWeight(t);

        var loss = _loss.Loss(z, t, _labelWeights);
        TensorPrimitives.Multiply(z, weight / batchSize, z);
        return new RowMeasure(weight * loss, weight, right);
    }

    /// <inheritdoc cref="Measure(LabeledRows, int, int, Span{float}, Span{float})"/>
    public RowMeasure Measure(LabeledRows data, int row, int batchSize, Span<double> z)
    {
        var floats = new float[_outputSize];
        data.Targets.CopyRowTo(row, floats);
        double[] t = [.. floats.Select(target => (double)target)];
        var right = _loss.IsRight<double>(z, t);
        var weight = (double)data.Weight(row) * ClassWeight(floats);

        var loss = _loss.Loss(z, t, _labelWeights);
        foreach (ref var dz in z) dz *= weight / batchSize;
        return new RowMeasure(weight * loss, weight, right);
    }

    private RowMeasure Measure(
        SoftmaxCrossEntropyLoss crossEntropy, int label, float rowWeight, int batchSize, Span<float> z)
    {
        var weight = _classWeights.Length == 0 ? rowWeight : rowWeight * _classWeights[label];
        var loss = crossEntropy.Loss(z, label, weight / batchSize, out var right);
        return new RowMeasure(weight * loss, weight, right);
    }

    private float ClassWeight(ReadOnlySpan<float> t) =>
        _classWeights.Length == 0 ? 1 : _classWeights[ClassCounts.ClassOf(t)];
}

/// <summary>What the loss says of a row.</summary>
/// <param name="Loss">The row's loss times its weight.</param>
/// <param name="Weight">The row's own weight times that of its class.</param>
/// <param name="Right">Whether the row was right, where that can be told.</param>
internal readonly record struct RowMeasure(double Loss, double Weight, bool Right);
