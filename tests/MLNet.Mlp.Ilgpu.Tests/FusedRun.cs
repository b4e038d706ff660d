using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>A <see cref="FusedEngine{TRule}"/> with parameters of its own, as a session would have them, for networks
/// with softmax and rows with classes.</summary>
internal abstract class FusedRun : IDisposable
{
    /// <summary>For each row of the last call the loss, the weight and whether it was right.</summary>
    public float[] Measures { get; protected set; } = [];

    public abstract void Train(LabeledRows data, int[] rows, int batchSize, float[] learningRates);

    public abstract Network Result();

    public abstract void Dispose();

    public static FusedRun Create(Gpu gpu, Network network, TrainingOptions options, FusedSettings? settings = null) =>
        options.Optimizer.CreateUpdater<GpuReal>().Run<Code, FusedRun>(new(gpu, network, options, settings));

    private sealed class Code(Gpu gpu, Network network, TrainingOptions options, FusedSettings? settings)
        : IRuleCode<GpuReal, FusedRun>
    {
        public FusedRun Run<TRule>(Func<StepValues, bool, TRule> ruleOf)
            where TRule : unmanaged, IUpdateRule<GpuReal> =>
            new FusedRun<TRule>(gpu, network, options, new(options, ruleOf), settings);
    }
}

/// <inheritdoc/>
internal sealed class FusedRun<TRule> : FusedRun where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly Gpu _gpu;
    private readonly Network _shape;
    private readonly FusedLayer[] _layers;
    private readonly FusedEngine<TRule> _engine;
    private long _stepCount;

    public FusedRun(
        Gpu gpu, Network network, TrainingOptions options, OptimizerSteps<TRule> steps, FusedSettings? settings)
    {
        (_gpu, _shape) = (gpu, network.CloneShape());
        _layers = [.. network.Layers.Select(layer => Upload(gpu, layer, options.Optimizer.StateCount))];
        _engine = FusedEngine<TRule>.Create(gpu, _shape, options, steps, _layers, default(TestLoss), settings);
    }

    public override void Train(LabeledRows data, int[] rows, int batchSize, float[] learningRates)
    {
        using var features = new DeviceMatrix(_gpu, data.RowCount, data.Features.ColumnCount);
        features.CopyFrom(TestRows.Features(data));
        using var labels = _gpu.Accelerator.Allocate1D([.. data.Labels]);
        using var order = _gpu.Accelerator.Allocate1D(rows);
        using var measures = _gpu.Allocate<float>(3L * rows.Length);
        var targets = new TargetsView(labels.View, default, default, default);
        _engine.Train(
            features.View, targets, order.View, rows.Length, batchSize, _stepCount + 1, learningRates,
            new RowMeasures(measures.View, 0));
        _stepCount += (rows.Length + batchSize - 1) / batchSize;
        _gpu.Stream.Synchronize();
        Measures = measures.GetAsArray1D();
    }

    public override Network Result()
    {
        var network = _shape.CloneShape();
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = network.Layers[l];
            var weights = new float[layer.Weights.Length];
            _layers[l].Weights.Values.CopyTo(weights);
            Transpose(weights, layer.InputSize, layer.OutputSize).CopyTo(layer.Weights, 0);
            _layers[l].Biases.Values.CopyTo(layer.Biases);
        }
        return network;
    }

    public override void Dispose()
    {
        _engine.Dispose();
        foreach (var (weights, biases) in _layers)
        {
            weights.Dispose();
            biases.Dispose();
        }
    }

    private static FusedLayer Upload(Gpu gpu, DenseLayer layer, int stateCount)
    {
        var weights = new GpuParameter(gpu, "weight", layer.InputSize, layer.OutputSize, stateCount);
        var biases = new GpuParameter(gpu, "bias", 1, layer.OutputSize, stateCount);
        weights.Values.CopyFrom(Transpose(layer.Weights, layer.OutputSize, layer.InputSize));
        biases.Values.CopyFrom(layer.Biases);
        return new(weights, biases);
    }

    private static float[] Transpose(float[] values, int rowCount, int columnCount)
    {
        var result = new float[values.Length];
        for (var row = 0; row < rowCount; row++)
            for (var column = 0; column < columnCount; column++)
                result[column * rowCount + row] = values[row * columnCount + column];
        return result;
    }
}

/// <summary>Cross-entropy of a softmax for classes without weights.</summary>
internal readonly struct TestLoss : IGpuLoss
{
    public void Measure(
        ArrayView<float> z, long start, int outputSize, TargetsView targets, int row, int rowInBatch,
        float inverseBatchSize, RowMeasures measures)
    {
        var label = targets.Labels[row];
        var largest = 0;
        for (var k = 1; k < outputSize; k++)
            if (z[start + k] > z[start + largest]) largest = k;
        float sum = 0, most = z[start + largest];
        for (var k = 0; k < outputSize; k++) sum += GpuFunctions.Exp(z[start + k] - most);
        var loss = GpuFunctions.Log(sum) + most - z[start + label];
        for (var k = 0; k < outputSize; k++)
        {
            var p = GpuFunctions.Exp(z[start + k] - most) / sum;
            z[start + k] = (k == label ? p - 1f : p) * inverseBatchSize;
        }
        measures.Set(rowInBatch, loss, 1f, largest == label);
    }
}
