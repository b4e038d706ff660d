using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>What all trainers of multilayer perceptrons have in common. Thread-safe.</summary>
public abstract class MlpTrainerBase : ITrainerEstimator<MlpTransformer, MlpModelParameters>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly MlpOptions _options;

    private protected MlpTrainerBase(IHostEnvironment environment, string name, MlpOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _options = options.Validated();
        _environment = environment;
        _host = environment.Register(name);
    }

    /// <summary>What ML.NET wants to know of a trainer: it needs normalized features, does not need caching, and takes
    /// a validation set and a model to go on from.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo(
        normalization: true, caching: false, supportValid: true, supportIncrementalTrain: true);

    internal string LabelColumnName => _options.LabelColumnName;

    /// <summary>Trains a network on <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be learned from: there are none, or only one
    /// class. Or the GPU that <see cref="MlpOptions.Device"/> or <see cref="MLContext.GpuDeviceId"/> asks for cannot
    /// be used, and <see cref="MLContext.FallbackToCpu"/> is not set; or it has not enough memory to begin.</exception>
    /// <exception cref="InvalidDataException">The rows of a stream are other ones in a later epoch.</exception>
    /// <exception cref="MlpDivergedException">The loss became NaN or infinite; carries the last good model.</exception>
    /// <exception cref="MlpFailedException">The GPU failed in mid-training; carries the last good model.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before its first step, when there was no
    /// model yet.</exception>
    public MlpTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Fit(input, null, null);
    }

    /// <summary>Trains a network and measures it on other rows after each epoch. With
    /// <see cref="MlpOptions.RestoreBest"/> the model is the one with the lowest validation loss.</summary>
    /// <inheritdoc cref="Fit(IDataView, IDataView, MlpModelParameters)"/>
    public MlpTransformer Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return Fit(trainData, validationData, null);
    }

    /// <summary>Goes on training a network which has been trained before: a warm start.</summary>
    /// <inheritdoc cref="Fit(IDataView, IDataView, MlpModelParameters)"/>
    public MlpTransformer Fit(IDataView trainData, MlpModelParameters modelParameters)
    {
        ArgumentNullException.ThrowIfNull(modelParameters);
        return Fit(trainData, null, modelParameters);
    }

    /// <summary>Trains a network, perhaps one which has been trained before, perhaps with validation.</summary>
    /// <param name="trainData">The rows to train on.</param>
    /// <param name="validationData">The rows to measure on after each epoch, as for
    /// <see cref="MlpOptions.ValidationSet"/>; only where the options have neither that nor a
    /// <see cref="MlpOptions.ValidationFraction"/>; or null.</param>
    /// <param name="modelParameters">The model to go on from, which is not changed; or null. The network keeps its
    /// shape: the options <see cref="MlpOptions.HiddenLayers"/>, <see cref="MlpOptions.Activation"/>,
    /// <see cref="MlpOptions.Dropout"/>, <see cref="MlpOptions.BatchNormalization"/> and
    /// <see cref="MlpOptions.WeightInitialization"/> are not used, and the log says so where they differ. Momentum, or
    /// what else the optimizer remembers, starts anew.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of the wrong type, or other in the
    /// validation rows than in training; the message names it.</exception>
    /// <exception cref="ArgumentException">There are two sets of validation rows, or the given model has other inputs
    /// or outputs than the data.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be learned from: there are none, or only one
    /// class. Or the GPU that <see cref="MlpOptions.Device"/> or <see cref="MLContext.GpuDeviceId"/> asks for cannot
    /// be used, and <see cref="MLContext.FallbackToCpu"/> is not set; or it has not enough memory to begin.</exception>
    /// <exception cref="InvalidDataException">The rows of a stream are other ones in a later epoch.</exception>
    /// <exception cref="MlpDivergedException">The loss became NaN or infinite; carries the last good model.</exception>
    /// <exception cref="MlpFailedException">The GPU failed in mid-training; carries the last good model.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before its first step, when there was no
    /// model yet.</exception>
    public MlpTransformer Fit(
        IDataView trainData, IDataView? validationData, MlpModelParameters? modelParameters)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        if (validationData is not null) RequireOnlyValidation(nameof(validationData));
        using var channel = _host.Start("Training");
        return new TrainerRun(_environment, _host, channel, _options).Train(
            trainData, validationData ?? _options.ValidationSet, modelParameters);
    }

    /// <summary>The columns that the trained transformer will give, so that a pipeline can be checked before it is
    /// trained.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = CheckInput(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var column in _options.Task.Announce(label, _options.Loss)) columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    /// <summary>Checks the columns that training needs and returns the label's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    internal SchemaShape.Column CheckInput(SchemaShape inputSchema) => InputColumns.Check(inputSchema, _options);

    private void RequireOnlyValidation(string parameter)
    {
        var other = _options.ValidationSet is not null ? $"a {nameof(MlpOptions.ValidationSet)}"
            : _options.ValidationFraction > 0 ? $"a {nameof(MlpOptions.ValidationFraction)}"
            : null;
        if (other is not null)
            throw new ArgumentException(
                $"{parameter} must be null where the options have {other}. Try only one of them.", parameter);
    }
}
