using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Trains networks that <see cref="FusedNetwork.Fits(Network, TrainingOptions, Gpu)"/>: on CUDA devices many steps in
/// one launch, so that small networks do not wait for launches.
/// <para>A step has three phases, with a barrier for all groups after the first and the second. First each group
/// multiplies its slab of the first layer's weights with its slice of the inputs, for all rows of the batch
/// (<see cref="FusedSums"/>). Then each group takes some of the rows through all layers, forward and back
/// (<see cref="FusedRows"/>). Last each group updates its slab and its share of the other parameters
/// (<see cref="FusedUpdate"/>), and may go on with the first phase of the next step at once, as that reads only the
/// slab.</para>
/// <para>Where groups cannot wait for each other, the barriers are the ends of launches, two a step.</para>
/// </summary>
/// <typeparam name="TRule">The optimizer's rule.</typeparam>
internal sealed class FusedEngine<TRule> : IDisposable where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private readonly Gpu _gpu;
    private readonly Network _shape;
    private readonly TrainingOptions _options;
    private readonly OptimizerSteps<TRule> _optimizerSteps;
    private readonly IReadOnlyList<FusedLayer> _layers;
    private readonly FusedKernels<TRule> _kernels;
    private readonly FusedSettings _settings;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _arrivals;
    private readonly FusedHostedArray<UpdateStep<TRule>> _steps;
    private readonly FusedHostedArray<DropoutKey> _keys;
    private readonly GrowingBuffer<float> _partials, _batch;
    private FusedLayers _layerViews;
    private FusedPlan _plan;
    private int _batchSize;

    private FusedEngine(
        Gpu gpu, Network shape, TrainingOptions options, OptimizerSteps<TRule> steps, IReadOnlyList<FusedLayer> layers,
        FusedKernels<TRule> kernels, FusedSettings settings)
    {
        (_gpu, _shape, _options, _optimizerSteps, _layers) = (gpu, shape, options, steps, layers);
        (_kernels, _settings) = (kernels, settings);
        _arrivals = gpu.Allocate<int>(1);
        (_steps, _keys, _partials, _batch) = (new(gpu), new(gpu), new(gpu), new(gpu));
        RequireRoom(options.BatchSize);
    }

    /// <param name="gpu">Where.</param>
    /// <param name="shape">The network, for its shape alone.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="steps">Makes the rules of the steps.</param>
    /// <param name="layers">The parameters of each layer.</param>
    /// <param name="loss">The loss of a row.</param>
    /// <param name="settings">How to launch; by default as suits the device.</param>
    public static FusedEngine<TRule> Create<TLoss>(
        Gpu gpu, Network shape, TrainingOptions options, OptimizerSteps<TRule> steps, IReadOnlyList<FusedLayer> layers,
        TLoss loss, FusedSettings? settings = null)
        where TLoss : unmanaged, IGpuLoss
    {
        var kernels = FusedKernels<TRule>.For(gpu, shape.Layers[0].Activation, loss);
        return new(gpu, shape, options, steps, layers, kernels, settings ?? FusedSettings.For(gpu));
    }

    /// <summary>Runs consecutive steps.</summary>
    /// <param name="features">The features of all rows.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="rows">On the device, which rows to visit, in order.</param>
    /// <param name="rowCount">How many; the last batch may be smaller.</param>
    /// <param name="batchSize">Rows of one step.</param>
    /// <param name="firstStepNumber">The number of the first step in the training run, from 1.</param>
    /// <param name="learningRates">The learning rate of each step; or one alone, for all of them.</param>
    /// <param name="measures">Where to note the measures of the rows.</param>
    public void Train(
        MatrixView features, TargetsView targets, ArrayView<int> rows, int rowCount, int batchSize,
        long firstStepNumber, ReadOnlySpan<float> learningRates, RowMeasures measures)
    {
        if (rowCount == 0) return;
        var stepCount = (int)(((long)rowCount + batchSize - 1) / batchSize);
        // The plan, and with it the order of sums, does not depend on how the rows are cut into chunks.
        if (batchSize > _batchSize) RequireRoom(batchSize);
        FillSteps(stepCount, firstStepNumber, learningRates);
        var arguments = new FusedArguments<TRule>
        {
            Features = features,
            Rows = rows,
            Targets = targets,
            Measures = measures,
            Layers = _layerViews,
            Plan = _plan,
            Partials = _partials.First(_partials.Capacity),
            Batch = _batch.First(_batch.Capacity),
            Steps = _steps.View,
            Keys = _keys.View,
            Arrivals = _arrivals.View,
            RowCount = rowCount,
            BatchSize = batchSize,
            StepCount = stepCount,
        };
        var config = new KernelConfig(_settings.GroupCount, _gpu.GroupSize);
        if (_settings.IsPersistent)
        {
            // Groups of two such launches on one device might each wait for groups that the other leaves no room for.
            lock (PersistentLaunch.OneAtATime)
            {
                _arrivals.MemSetToZero(_gpu.Stream);
                _kernels.Train(config, arguments);
                _gpu.Stream.Synchronize();
            }
            return;
        }
        for (var step = 0; step < stepCount; step++)
        {
            _kernels.UpdateAndSum(config, arguments, step);
            _kernels.RunRows(config, arguments, step);
        }
        _kernels.UpdateAndSum(config, arguments, stepCount);
    }

    public void Dispose()
    {
        _arrivals.Dispose();
        _steps.Dispose();
        _keys.Dispose();
        _partials.Dispose();
        _batch.Dispose();
    }

    /// <summary>Plans for batches of a size, and makes room for one.</summary>
    private void RequireRoom(int batchSize)
    {
        var first = _shape.Layers[0];
        _plan = FusedPlan.Best(
            first.InputSize, first.OutputSize, batchSize, _settings.GroupCount, _gpu.GroupSize)!.Value;
        _batchSize = 0; // Should there be no room.
        _layerViews = ViewsOf(batchSize, out var batchFloats);
        _batch.Reserve(batchFloats);
        _partials.Reserve((long)_plan.SliceCount * batchSize * DeviceMatrix.Pad(first.OutputSize));
        _batchSize = batchSize;
    }

    private FusedLayers ViewsOf(int batchSize, out int batchFloats)
    {
        var views = new FusedLayers { Count = _layers.Count };
        var rowStart = 0;
        batchFloats = 0;
        for (var l = 0; l < _layers.Count; l++)
        {
            var layer = _shape.Layers[l];
            var isLast = l == _layers.Count - 1;
            var view = new FusedLayerView
            {
                Weights = _layers[l].Weights.View,
                Biases = _layers[l].Biases.View,
                InputSize = layer.InputSize,
                UnitCount = layer.OutputSize,
                Quads = DeviceMatrix.Pad(layer.OutputSize) / 4,
                RowStart = rowStart,
                GradientStart = batchFloats,
            };
            batchFloats += batchSize * view.Stride;
            if (!isLast)
            {
                view.OutputStart = batchFloats;
                batchFloats += batchSize * view.Stride;
            }
            rowStart += FusedNetwork.RowFloats(layer, isLast);
            views.Set(l, view);
        }
        return views;
    }

    private void FillSteps(int stepCount, long firstStepNumber, ReadOnlySpan<float> learningRates)
    {
        var steps = _steps.Resize(2 * stepCount);
        var keys = _keys.Resize(stepCount * _layers.Count);
        for (var step = 0; step < stepCount; step++)
        {
            var number = firstStepNumber + step;
            var values = new StepValues(number, StepValues.RateOf(learningRates, step));
            steps[2 * step] = _optimizerSteps.Of(values, areWeights: true);
            steps[2 * step + 1] = _optimizerSteps.Of(values, areWeights: false);
            for (var l = 0; l < _layers.Count; l++)
                keys[step * _layers.Count + l] = DropoutKey.Of(_options.Seed, l, number, _shape.Layers[l].Dropout);
        }
        _steps.Upload();
        _keys.Upload();
    }
}

/// <summary>Launches whose groups wait for each other.</summary>
internal static class PersistentLaunch
{
    /// <summary>Held from the launch until it has ended, by all sessions of the process.</summary>
    public static readonly Lock OneAtATime = new();
}

/// <summary>How <see cref="FusedEngine{TRule}"/> launches its kernels.</summary>
/// <param name="GroupCount">Groups of a launch.</param>
/// <param name="IsPersistent">Whether one launch runs all steps of a chunk; all groups must then be able to run at the
/// same time.</param>
internal readonly record struct FusedSettings(int GroupCount, bool IsPersistent)
{
    public static FusedSettings For(Gpu gpu) =>
        new(FusedNetwork.GroupCount(gpu), gpu.Accelerator.AcceleratorType == AcceleratorType.Cuda);
}
