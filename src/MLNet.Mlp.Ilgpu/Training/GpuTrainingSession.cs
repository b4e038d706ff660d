using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Starts training on a device.</summary>
internal static class GpuTrainingSession
{
    /// <param name="gpu">The device.</param>
    /// <param name="network">The parameters to begin with.</param>
    /// <param name="options">How to train them.</param>
    /// <param name="fuses">Whether a network small enough takes many steps in one launch.</param>
    public static ITrainingSession Create(Gpu gpu, Network network, TrainingOptions options, bool fuses = true) =>
        options.Optimizer.CreateUpdater<GpuReal>().Run<SessionCode, ITrainingSession>(
            new SessionCode(gpu, network, options, fuses));

    private readonly struct SessionCode(Gpu gpu, Network network, TrainingOptions options, bool fuses)
        : IRuleCode<GpuReal, ITrainingSession>
    {
        public ITrainingSession Run<TRule>(Func<StepValues, bool, TRule> ruleOf)
            where TRule : unmanaged, IUpdateRule<GpuReal> =>
            new GpuTrainingSession<TRule>(
                gpu, network, options, new OptimizerSteps<TRule>(options, ruleOf), fuses);
    }
}

/// <summary>Training on a device. Rows, parameters and the optimizer's state stay there; what goes there are the
/// numbers of the rows to visit, and what comes back are the losses of the rows, when they are asked for.
/// <para>A step is the way forward layer by layer, the loss, the way back, and the update of each layer. Small networks
/// take many steps in one launch instead: see <see cref="FusedEngine{TRule}"/>.</para></summary>
/// <typeparam name="TRule">What the optimizer does with a number.</typeparam>
internal sealed class GpuTrainingSession<TRule> : ITrainingSession where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private const int EvaluationBatchSize = 4096;

    private readonly Gpu _gpu;
    private readonly Network _shape;
    private readonly TrainingOptions _options;
    private readonly OptimizerSteps<TRule> _steps;
    private readonly GpuLayer[] _layers;
    private readonly GpuUpdate<TRule> _update;
    private readonly FusedEngine<TRule>? _fused;
    private readonly LossKernel _loss;
    private readonly FiniteCheck _finite;
    private readonly DeviceRows _training;
    private readonly DeviceRows _evaluation;
    private readonly RowOrderBuffer _order;
    private readonly MeasureBuffer _measures;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _classWeights;
    private readonly ArrayView<float> _classWeightsView;
    private SparseProduct? _sparse;
    private long _stepCount;

    public GpuTrainingSession(
        Gpu gpu, Network network, TrainingOptions options, OptimizerSteps<TRule> steps, bool fuses)
    {
        _ = new Objective(network, options); // Which says what does not go together, in the words of all backends.
        (_gpu, _shape, _options, _steps) = (gpu, network.CloneShape(), options, steps);
        var product = new PlainProduct(gpu, options.Precision);
        _layers = [.. network.Layers.Select((layer, l) => new GpuLayer(
            gpu, layer, l, l == network.Layers.Count - 1, options.Optimizer.StateCount, product, options.Precision))];
        _update = new GpuUpdate<TRule>(gpu, options, _layers, product);
        _loss = LossKernel.Create(gpu, network, options);
        _finite = new FiniteCheck(gpu);
        (_training, _evaluation, _order) = (new DeviceRows(gpu), new DeviceRows(gpu), new RowOrderBuffer(gpu));
        _measures = new MeasureBuffer(gpu);

        var classWeights = options.ClassWeights?.Values(Math.Max(2, network.OutputSize)) ?? [];
        _classWeights = gpu.Allocate<float>(classWeights.Length);
        _classWeightsView = _classWeights.View.SubView(0, classWeights.Length);
        if (classWeights.Length > 0) _classWeightsView.CopyFromCPU(gpu.Stream, classWeights);

        if (fuses && FusedNetwork.Fits(_shape, options, gpu))
            _fused = GpuLosses.Run<FusedCode, FusedEngine<TRule>>(_shape, options, new FusedCode(this));
    }

    private readonly struct FusedCode(GpuTrainingSession<TRule> session) : IGpuLossCode<FusedEngine<TRule>>
    {
        public FusedEngine<TRule> Run<TLoss>(TLoss loss) where TLoss : unmanaged, IGpuLoss =>
            FusedEngine<TRule>.Create(
                session._gpu, session._shape, session._options, session._steps,
                [.. session._layers.Select(layer => new FusedLayer(layer.Weights, layer.Biases))], loss);
    }

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
    {
        if (rows.IsEmpty) return;
        Load(_training, data);
        // Kernels read memory without looking whether it is that of a row.
        foreach (var row in rows)
            if ((uint)row >= (uint)data.RowCount) Require.Throw(nameof(rows), $"in [0, {data.RowCount})", row);
        batchSize = Math.Min(batchSize, rows.Length);
        _measures.Reserve(rows.Length);
        var order = _order.Load(rows);
        if (_fused is not null && !_training.IsSparse)
        {
            _fused.Train(_training.Features, _training.Targets(_classWeightsView), order, rows.Length, batchSize,
                _stepCount + 1, learningRates, _measures.Next(rows.Length, batchSize));
            _stepCount += (rows.Length + batchSize - 1) / batchSize;
            return;
        }
        Reserve(batchSize, _training.IsSparse);
        for (var (start, step) = (0, 0); start < rows.Length; start += batchSize, step++)
        {
            var size = Math.Min(batchSize, rows.Length - start);
            // The host counts the non-zeros, so that the device need not tell how many there are.
            if (_training.IsSparse)
                _sparse!.Load(_training.Sparse, order.SubView(start, size), size,
                    _training.NonZeroCount(rows.Slice(start, size)));
            Step(order.SubView(start, size), size, StepValues.RateOf(learningRates, step));
        }
    }

    public Totals TakeTotals() => _measures.Take();

    public Totals Evaluate(LabeledRows data)
    {
        // Those of training are taken apart, and stay.
        var training = _measures.Take();
        Load(_evaluation, data);
        var batchSize = Math.Min(EvaluationBatchSize, data.RowCount);
        Reserve(batchSize, _evaluation.IsSparse);
        _measures.Reserve(data.RowCount);
        var order = _order.Load(RowOrder.InOrder(data.RowCount));
        for (var start = 0; start < data.RowCount; start += batchSize)
        {
            var size = Math.Min(batchSize, data.RowCount - start);
            var rows = order.SubView(start, size);
            Forward(_evaluation, rows, size, step: null);
            Measure(_evaluation, rows, size);
        }
        var totals = _measures.Take();
        _measures.PutBack(training);
        return totals;
    }

    public bool HasFiniteParameters()
    {
        _finite.Begin();
        foreach (var layer in _layers)
        {
            foreach (var parameter in layer.Parameters) _finite.Add(parameter.Values.View);
            if (layer.Normalization is not { } n) continue;
            _finite.Add(n.RunningMean.View);
            _finite.Add(n.RunningVariance.View);
        }
        return _finite.AreFinite();
    }

    /// <summary>Nothing is written before all is there: should the device fail, the network stays as it was.</summary>
    public void CopyParametersTo(Network network)
    {
        DenseLayer[] layers = [.. _layers.Select(layer => layer.Fetch())];
        for (var l = 0; l < layers.Length; l++) layers[l].CopyParametersTo(network.Layers[l]);
    }

    public SessionState SaveState() => new(_stepCount, [.. _layers.SelectMany(layer => layer.SaveStates())]);

    public void LoadState(SessionState state)
    {
        GpuParameter[] parameters = [.. _layers.SelectMany(layer => layer.Parameters)];
        state.RequireNoneBut([.. parameters.SelectMany(parameter => parameter.StateNames)]);
        foreach (var parameter in parameters) parameter.LoadStates(state);
        _stepCount = state.StepCount;
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer.Dispose();
        _fused?.Dispose();
        _update.Dispose();
        _sparse?.Dispose();
        _finite.Dispose();
        _training.Dispose();
        _evaluation.Dispose();
        _order.Dispose();
        _measures.Dispose();
        _classWeights.Dispose();
    }

    private void Step(ArrayView<int> rows, int batchSize, float learningRate)
    {
        var step = new StepValues(++_stepCount, learningRate);
        Forward(_training, rows, batchSize, _stepCount);
        Measure(_training, rows, batchSize);
        for (var l = _layers.Length - 2; l >= 0; l--)
            _layers[l].Backward(_layers[l + 1], batchSize, _layers[l].DropoutOf(_options.Seed, _stepCount));
        _update.Run(_training.IsSparse ? default : new InputRows(_training.Features, rows),
            _training.IsSparse ? _sparse : null, batchSize, _steps, step);
    }

    /// <param name="data">Where the rows are.</param>
    /// <param name="rows">Which they are.</param>
    /// <param name="batchSize">How many.</param>
    /// <param name="step">The step of training, or null for an evaluation.</param>
    private void Forward(DeviceRows data, ArrayView<int> rows, int batchSize, long? step)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var dropout = step is { } number ? layer.DropoutOf(_options.Seed, number) : DropoutKey.None;
            if (l > 0)
                layer.Forward(new InputRows(_layers[l - 1].Output, default), batchSize, step is not null, dropout);
            else if (data.IsSparse)
                layer.Forward(_sparse!, data.Sparse, rows, batchSize, step is not null, dropout);
            else
                layer.Forward(new InputRows(data.Features, rows), batchSize, step is not null, dropout);
        }
    }

    private void Measure(DeviceRows data, ArrayView<int> rows, int batchSize) => _loss.Run(
        _layers[^1].Output, data.Targets(_classWeightsView), rows, batchSize, _measures.Next(batchSize));

    private void Load(DeviceRows rows, LabeledRows data)
    {
        if (data.Features.ColumnCount != _shape.InputSize)
            throw new ArgumentException(
                $"The network takes {_shape.InputSize} features but the rows have {data.Features.ColumnCount}.",
                nameof(data));
        rows.Load(data);
        if (rows.IsSparse) _sparse ??= new SparseProduct(_gpu, _shape.InputSize);
    }

    private void Reserve(int batchSize, bool isSparse)
    {
        for (var l = 0; l < _layers.Length; l++) _layers[l].Reserve(batchSize, isSparse && l == 0);
    }
}
