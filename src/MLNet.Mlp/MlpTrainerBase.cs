using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>What all trainers of multilayer perceptrons have in common. Thread-safe.</summary>
public abstract class MlpTrainerBase : ITrainerEstimator<MlpTransformer, MlpModelParameters>
{
    private readonly IHost _host;
    private readonly MlpOptions _options;

    private protected MlpTrainerBase(IHostEnvironment environment, string name, MlpOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _options = options.Validated();
        _host = environment.Register(name);
    }

    /// <summary>What ML.NET wants to know of a trainer: it needs normalized features and does not need
    /// caching.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo(normalization: true, caching: false);

    private TrainingTask Task => _options.Task;

    /// <summary>Trains a network on <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be learned from: there are none, or only one
    /// class.</exception>
    /// <exception cref="MlpDivergedException">The loss became NaN or infinite; carries the last good model.</exception>
    public MlpTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        InputColumns.Check(MLNetInternals.ShapeOf(input.Schema), _options);
        using var channel = _host.Start("Training");
        CheckDevice(channel);

        var label = input.Schema[_options.LabelColumnName];
        var rows = TrainingRowReader.Read(input, label, _options, channel);
        var seed = _options.Seed ?? _host.Rand.Next();
        var outputSize = Task.OutputSize(rows.Targets);
        var network = Network.Create(rows.Features.ColumnCount, _options.ToHiddenLayers(), outputSize,
            _options.WeightInitialization, seed, Task.OutputFor(_options.Loss)!.Value);
        var backend = new SimdBackend();
        var sizes = string.Join("-", network.Layers.Select(layer => layer.InputSize).Append(network.OutputSize));
        channel.Info(MessageSensitivity.None, $"{sizes} network, {network.ParameterCount} parameters, " +
            $"{rows.RowCount} rows, backend: {backend.Name}.");

        MlpTransformer CreateTransformer(MlpModelParameters model) => new(
            model, _options.FeatureColumnName, Task.CreateOutputs(label, model.Network));
        try
        {
            var control = new TrainingControl
            {
                OnEpochEnd = end => Report(channel, end.Report),
                OnWarning = warning => channel.Warning(MessageSensitivity.None, warning),
                CancellationToken = _options.CancellationToken,
            };
            var result = TrainingLoop.Train(network, rows, _options.ToTrainingOptions(seed), control, backend);
            channel.Info(MessageSensitivity.None,
                $"Training ended after {result.History.Count} epochs: {result.StopReason}." +
                (result.BestEpoch is { } best ? $" The model is the one after epoch {best}." : ""));
            return CreateTransformer(new MlpModelParameters(result.Network, result.History));
        }
        catch (TrainingDivergedException e)
        {
            throw new MlpDivergedException(e, CreateTransformer(new MlpModelParameters(e.LastGoodNetwork, e.History)));
        }
    }

    /// <summary>The columns that the trained transformer will give, so that a pipeline can be checked before it is
    /// trained.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = InputColumns.Check(inputSchema, _options);
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var column in Task.Announce(label, _options.Loss)) columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    private void Report(IChannel channel, EpochReport report)
    {
        var validation = report.Validation is { } v ? $"{Describe("validation loss", v.Loss, v.Accuracy)}, " : "";
        channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
            $"Epoch {report.Epoch}/{_options.NumberOfEpochs}: {Describe("loss", report.Loss, report.Accuracy)}, " +
            $"{validation}{report.RowsPerSecond:N0} rows/s."));
        _options.Progress?.Report(report);
    }

    private static string Describe(string name, double loss, double? accuracy) => string.Create(
        CultureInfo.InvariantCulture, $"{name} {loss:F5}{(accuracy is null ? "" : $", accuracy {accuracy:F4}")}");

    private void CheckDevice(IChannel channel)
    {
        var (gpu, fallbackToCpu) = MLNetInternals.DeviceOf(_host);
        if (gpu is null) return;
        var problem = $"MLContext.GpuDeviceId is {gpu}, but this version of MLNet.Mlp trains on the CPU only.";
        if (!fallbackToCpu)
            throw new InvalidOperationException($"{problem} Leave GpuDeviceId null, or set FallbackToCpu.");
        channel.Warning(MessageSensitivity.None, $"{problem} Falling back to the CPU.");
    }
}
