using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>One call of a trainer's <c>Fit</c>: from rows to a model.</summary>
/// <param name="environment">The <see cref="MLContext"/>, which knows the device.</param>
/// <param name="host">The trainer's part of it, which has the random numbers and is canceled.</param>
/// <param name="channel">Where to log.</param>
/// <param name="options">What to train and how.</param>
/// <param name="openGpu">Opens a GPU by its number; null for <see cref="OpenGpu.Open"/>. Only tests want
/// another.</param>
internal sealed class TrainerRun(
    IHostEnvironment environment, IHost host, IChannel channel, MlpOptions options, Func<int, OpenGpu>? openGpu = null)
{
    private readonly TrainingLog _log = new(channel, options);

    private TrainingTask Task => options.Task;

    /// <param name="trainData">The rows to train on.</param>
    /// <param name="validationData">The rows to measure on, or null.</param>
    /// <param name="initial">The model to go on from, or null for a new one.</param>
    public MlpTransformer Train(IDataView trainData, IDataView? validationData, MlpModelParameters? initial)
    {
        InputColumns.Check(MLNetInternals.ShapeOf(trainData.Schema), options);
        var columns = new TrainingColumns(trainData, options);
        var validationColumns =
            validationData is null ? null : ValidationRows.Check(validationData, columns, options);
        using var device = ChooseDevice();
        _log.Start(device);

        using var cancellation = new HostCancellation(host, options.CancellationToken);
        var seed = options.Seed ?? DrawSeed();
        var reader = new TrainingDataReader(columns, options, seed, channel, cancellation.Token);
        var data = reader.Read();
        var validation = validationColumns is null
            ? null
            : ValidationRows.Read(validationColumns, reader.IsSparse, channel, cancellation.Token);

        if (validation is not null) data.LabelScale?.Apply(validation);

        // All rows have been looked at; what depends on them can be found out here.
        var network = CreateNetwork(data, initial, seed);
        _log.Describe(network, data, validation);
        // A new network is for this run alone.
        var givesNetwork = initial is null;
        return Train(network, givesNetwork, data, validation, columns.Label, seed, device.Backend, cancellation.Token);
    }

    private MlpTransformer Train(
        Network network, bool givesNetwork, TrainingData data, LabeledRows? validation, DataViewSchema.Column label,
        int seed, IBackend backend, CancellationToken cancellationToken)
    {
        MlpTransformer CreateTransformer(Network trained, IReadOnlyList<EpochReport> history)
        {
            var model = new MlpModelParameters(data.LabelScale?.Unapply(trained) ?? trained, history);
            return new(model, options.FeatureColumnName, Task.CreateOutputs(label, model.Network));
        }

        var control = new TrainingControl
        {
            OnEpochEnd = end =>
            {
                _log.Report(end.Report);
                options.Progress?.Report(end.Report);
            },
            OnWarning = _log.Warn,
            CancellationToken = cancellationToken,
            GivesInitial = givesNetwork,
        };
        try
        {
            var result = data.Train(network, validation, options.ToTrainingOptions(seed), control, backend);
            _log.End(result);
            CheckLearned(result, cancellationToken);
            return CreateTransformer(result.Network, result.History);
        }
        catch (TrainingDivergedException e)
        {
            throw new MlpDivergedException(e, CreateTransformer(e.LastGoodNetwork, e.History));
        }
        catch (TrainingFailedException e)
        {
            throw new MlpFailedException(
                e, e.LastGoodNetwork is { } lastGood ? CreateTransformer(lastGood, e.History) : null);
        }
    }

    /// <summary>A model that has not learned anything must not pass for the best so far.</summary>
    private void CheckLearned(TrainingResult result, CancellationToken cancellationToken)
    {
        if (result.History.Count > 0 || result.RowsDone > 0) return;
        if (result.StopReason == StopReason.Canceled)
            throw new OperationCanceledException("Training was canceled before its first step.", cancellationToken);
        _log.Warn($"Training ended before its first step, as {nameof(MlpOptions.MaximumDuration)} was over, so the " +
            "model has learned nothing. Try a longer time.");
    }

    private int DrawSeed()
    {
        // One trainer may be asked for several models at once, and random numbers are for one thread only.
        lock (host.Rand) return host.Rand.Next();
    }

    private Network CreateNetwork(TrainingData data, MlpModelParameters? initial, int seed)
    {
        var inputSize = data.Kind.Features.ColumnCount;
        var outputSize = Task.OutputSize(data.Kind.Targets);
        var output = Task.OutputFor(options.Loss)!.Value;
        if (initial is null)
            return Network.Create(
                inputSize, options.ToHiddenLayers(), outputSize, options.WeightInitialization, seed, output);
        WarmStart.Check(initial, inputSize, outputSize, output);
        _log.GoOnFrom(WarmStart.UnusedOptions(initial.Network, options));
        return data.LabelScale?.Apply(initial.Network) ?? initial.Network;
    }

    /// <remarks>The environment is asked, as a host only knows what was set before it was made.</remarks>
    private DeviceChoice ChooseDevice()
    {
        var (gpuId, fallbackToCpu) = MLNetInternals.DeviceOf(environment);
        return DeviceChoice.Make(options.Device, gpuId, fallbackToCpu, openGpu ?? OpenGpu.Open, _log.Warn);
    }
}
