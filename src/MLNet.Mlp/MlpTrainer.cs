using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>Predicts a class with a multilayer perceptron: a feed-forward neural network trained by back-propagation,
/// mini-batch gradient descent and momentum or another <see cref="Optimizer"/>.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | Meaning |
/// | -- | -- | -- |
/// | `Label` (input) | key | The class. Rows with a missing key are skipped in training. |
/// | `Features` (input) | known-sized vector of Single | Dense or sparse; best normalized. |
/// | `Score` (output) | vector of Single | The probability of each class, in the order of the label's keys. |
/// | `PredictedLabel` (output) | key | The most probable class; missing if a feature is NaN. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | Yes |
/// | Is caching required? | No: the rows are copied once into memory. |
/// | Required NuGet in addition to Microsoft.ML | MLNet.Mlp |
/// | Exportable to ONNX | No |
/// ]]></format>
/// The network minimizes the mean cross-entropy of the softmax of its outputs, or another <see cref="Options.Loss"/>,
/// plus an L2 penalty if <see cref="Options.WeightDecay"/> is set.
/// </remarks>
public sealed partial class MlpTrainer : ITrainerEstimator<MlpTransformer, MlpModelParameters>
{
    private readonly IHost _host;
    private readonly Options _options;

    /// <summary>Creates a trainer.</summary>
    /// <param name="environment">The <see cref="MLContext"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public MlpTrainer(IHostEnvironment environment, Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _options = (options ?? new Options()).Validated();
        _host = environment.Register(nameof(MlpTrainer));
    }

    /// <summary>What ML.NET wants to know of a trainer: it needs normalized features and does not need
    /// caching.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo(normalization: true, caching: false);

    /// <summary>Trains a network on <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be learned from: there are none, or only one
    /// class.</exception>
    /// <exception cref="MlpDivergedException">The loss became NaN or infinite; carries the last good model.</exception>
    public MlpTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        InputColumns.Check(MLNetInternals.ShapeOf(input.Schema), _options.LabelColumnName, _options.FeatureColumnName);
        using var channel = _host.Start("Training");
        CheckDevice(channel);

        var rows = TrainingRowReader.Read(input, _options.LabelColumnName, _options.FeatureColumnName, channel);
        var seed = _options.Seed ?? _host.Rand.Next();
        var network = Network.Create(rows.Features.ColumnCount, _options.ToHiddenLayers(), rows.ClassCount,
            _options.WeightInitialization, seed);
        var backend = new SimdBackend();
        var sizes = string.Join("-", network.Layers.Select(layer => layer.InputSize).Append(network.OutputSize));
        channel.Info(MessageSensitivity.None, $"{sizes} network, {network.ParameterCount} parameters, " +
            $"{rows.RowCount} rows, backend: {backend.Name}.");

        MlpTransformer CreateTransformer(MlpModelParameters model) => new(model, _options.FeatureColumnName,
            LabelValues.Of(input.Schema[_options.LabelColumnName]));
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
        var label = InputColumns.Check(inputSchema, _options.LabelColumnName, _options.FeatureColumnName);
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var column in OutputColumns.Announce(label)) columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    private void Report(IChannel channel, EpochReport report)
    {
        channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
            $"Epoch {report.Epoch}/{_options.NumberOfEpochs}: loss {report.Loss:F5}, " +
            $"accuracy {report.Accuracy:F4}, {Describe(report.Validation)}{report.RowsPerSecond:N0} rows/s."));
        _options.Progress?.Report(report);
    }

    private static string Describe(ValidationReport? validation) => validation is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"validation loss {validation.Loss:F5}, validation accuracy {validation.Accuracy:F4}, ");

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
