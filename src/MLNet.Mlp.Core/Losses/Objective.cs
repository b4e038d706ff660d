namespace MLNet.Mlp;

/// <summary>What a training session minimizes: the loss of rows with their weights. All backends that compute rows on the
/// CPU share it. Thread-safe.</summary>
internal sealed class Objective
{
    private readonly RowLoss _loss;
    private readonly int _outputSize;

    // The weights of the classes where each row has one; else those of the outputs' positive targets.
    private readonly float[] _classWeights = [];
    private readonly bool _weighsOutputs;

    /// <exception cref="ArgumentException">The loss or the class weights do not fit the network.</exception>
    public Objective(Network network, TrainingOptions options)
    {
        _loss = options.Loss.For(network);
        _outputSize = network.OutputSize;
        if (options.ClassWeights is not { } classWeights) return;
        if (_loss.Correctness == Correctness.None)
            throw new ArgumentException(
                $"{nameof(TrainingOptions.ClassWeights)} needs classes, but the loss is {options.Loss.GetType().Name}. " +
                "Try weights of rows.");
        _weighsOutputs = _loss.Correctness == Correctness.SignOfEachLogit && _outputSize > 1;
        _classWeights = classWeights.Values(Math.Max(2, _outputSize));
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
        data.Targets.CopyRowTo(row, t);
        var right = _loss.IsRight<float>(z, t);
        Span<float> outputWeights = _weighsOutputs ? stackalloc float[Math.Min(_outputSize, 1024)] : [];
        if (outputWeights.Length < _outputSize && _weighsOutputs) outputWeights = new float[_outputSize];
        if (_weighsOutputs) SetOutputWeights(t, outputWeights);
        var weight = data.Weight(row) * ClassWeight(t);

        var loss = _loss.Loss(z, t, outputWeights);
        var scale = weight / batchSize;
        foreach (ref var dz in z) dz *= scale;
        return new RowMeasure(weight * loss, weight, right);
    }

    /// <inheritdoc cref="Measure(LabeledRows, int, int, Span{float}, Span{float})"/>
    public RowMeasure Measure(LabeledRows data, int row, int batchSize, Span<double> z)
    {
        var floats = new float[_outputSize];
        data.Targets.CopyRowTo(row, floats);
        double[] t = [.. floats.Select(target => (double)target)];
        var right = _loss.IsRight<double>(z, t);
        var outputWeights = new float[_weighsOutputs ? _outputSize : 0];
        if (_weighsOutputs) SetOutputWeights(floats, outputWeights);
        var weight = (double)data.Weight(row) * ClassWeight(floats);

        var loss = _loss.Loss(z, t, outputWeights);
        foreach (ref var dz in z) dz *= weight / batchSize;
        return new RowMeasure(weight * loss, weight, right);
    }

    /// <summary>The weight of the class that a row has the largest target for.</summary>
    private float ClassWeight(ReadOnlySpan<float> t)
    {
        if (_classWeights.Length == 0 || _weighsOutputs) return 1;
        if (t.Length == 1) return _classWeights[t[0] > 0.5f ? 1 : 0];
        return _classWeights[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(t)];
    }

    /// <summary>The weight of each output: that of its label where the row has it, else 1.</summary>
    private void SetOutputWeights(ReadOnlySpan<float> t, Span<float> weights)
    {
        for (var k = 0; k < t.Length; k++) weights[k] = t[k] > 0.5f ? _classWeights[k] : 1;
    }
}

/// <summary>What the loss says of a row.</summary>
/// <param name="Loss">The row's loss times its weight.</param>
/// <param name="Weight">The row's own weight times that of its class.</param>
/// <param name="Right">Whether the row was right, where that can be told.</param>
internal readonly record struct RowMeasure(double Loss, double Weight, bool Right);
