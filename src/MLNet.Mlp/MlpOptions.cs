using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>The options that all trainers of multilayer perceptrons have.</summary>
public abstract class MlpOptions
{
    private protected MlpOptions(Loss loss) => Loss = loss;

    /// <summary>The label column, of the type that the trainer wants. Rows whose label is missing are skipped. Default
    /// "Label".</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The feature column: a vector of <see cref="float"/> of known size, dense or sparse. Rows with a NaN
    /// or infinite feature are skipped, with a warning that counts them. Default "Features".</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The column of the rows' weights, which multiply their loss: a <see cref="float"/>; or null for a weight
    /// of 1. Rows of weight 0 are left out, as the trainers of ML.NET do; those with a NaN, infinite or negative weight
    /// are skipped, with a warning that counts them. Default null.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>How training rows keep their features: dense, or sparse for features most of which are zero, such as
    /// n-grams of texts and one-hot encodings. Beyond memory and time it changes training itself: the momentum, the
    /// penalties and the state of the optimizer leave the weights of a feature at rest in steps whose rows do not have
    /// it, unless the <see cref="Optimizer"/> is <see cref="Sgd"/> or <see cref="Adagrad"/> without penalties. Default
    /// <see cref="FeatureStorage.Auto"/>, which goes by the first rows; the log says what was chosen and why.</summary>
    public FeatureStorage FeatureStorage { get; set; }

    /// <summary>Where the training rows are: in memory, or in the data view, from which each epoch reads them anew.
    /// Default <see cref="RowStorage.Auto"/>, which goes by <see cref="MemoryLimit"/>; the log says what was chosen and
    /// why.</summary>
    public RowStorage RowStorage { get; set; }

    /// <summary>Bytes that training rows may take before <see cref="RowStorage.Auto"/> leaves them where they are and
    /// streams them; at least 1, or null for half of the memory that there is for this process. With a
    /// <see cref="ValidationFraction"/>, the rows that are set aside count twice, as they are copied. Default
    /// null.</summary>
    public long? MemoryLimit { get; set; }

    /// <inheritdoc cref="TrainingOptions.ShuffleBufferRows"/>
    public int ShuffleBufferRows { get; set; } = TrainingOptions.Defaults.ShuffleBufferRows;

    /// <summary>Units of each hidden layer, from the input on; each at least 1. Empty gives a linear model: logistic,
    /// multinomial logistic or linear regression. Default one layer of 64.</summary>
    public int[] HiddenLayers { get; set; } = [64];

    /// <summary>The activation of every hidden layer; <see cref="Activation.Maxout"/> takes the larger of two
    /// weighted sums. Default <see cref="Activation.ReLU"/>.</summary>
    public Activation Activation { get; set; } = Activation.ReLU;

    /// <inheritdoc cref="HiddenLayer.Dropout"/>
    public float Dropout { get; set; }

    /// <inheritdoc cref="HiddenLayer.BatchNormalization"/>
    public bool BatchNormalization { get; set; }

    /// <summary>How the weights are drawn before training. Default
    /// <see cref="WeightInitialization.Default"/>, which depends on the <see cref="Activation"/>.</summary>
    public WeightInitialization WeightInitialization { get; set; } = WeightInitialization.Default;

    /// <summary>What is minimized. To choose among classes: <see cref="CrossEntropy"/>, the default, perhaps with label
    /// smoothing; <see cref="SquaredError"/> of the probabilities; or <see cref="Hinge"/>, without probabilities. To
    /// predict numbers: <see cref="SquaredError"/>, the default, <see cref="AbsoluteError"/> or
    /// <see cref="HuberError"/>.</summary>
    public Loss Loss { get; set; }

    /// <inheritdoc cref="TrainingOptions.Epochs"/>
    public int NumberOfEpochs { get; set; } = TrainingOptions.Defaults.Epochs;

    /// <inheritdoc cref="TrainingOptions.BatchSize"/>
    public int BatchSize { get; set; } = TrainingOptions.Defaults.BatchSize;

    /// <inheritdoc cref="TrainingOptions.LearningRate"/>
    public float LearningRate { get; set; } = TrainingOptions.Defaults.LearningRate;

    /// <inheritdoc cref="TrainingOptions.Schedule"/>
    public LearningRateSchedule Schedule { get; set; } = new ConstantRate();

    /// <summary>How gradients change the weights, with its own momentum and penalties; for example
    /// <c>new Adam()</c>, with a <see cref="LearningRate"/> of about 0.001. Null for <see cref="MomentumSgd"/> with
    /// <see cref="Momentum"/> and <see cref="WeightDecay"/>, which nothing else uses. Default null.</summary>
    public Optimizer? Optimizer { get; set; }

    /// <summary>The momentum beta in V = beta V + G; in [0, 1). Not used with an <see cref="Optimizer"/>. Default
    /// 0.9.</summary>
    public float Momentum { get; set; } = TrainingOptions.Defaults.Momentum;

    /// <summary>The L2 penalty: weightDecay W is added to the gradient of each weight, not of biases; zero or
    /// positive. Not used with an <see cref="Optimizer"/>, which has its own. Default 0.</summary>
    public float WeightDecay { get; set; }

    /// <inheritdoc cref="TrainingOptions.ClipValue"/>
    public float? ClipValue { get; set; }

    /// <inheritdoc cref="TrainingOptions.ClipNorm"/>
    public float? ClipNorm { get; set; }

    /// <inheritdoc cref="TrainingOptions.MaxNorm"/>
    public float? MaxNorm { get; set; }

    /// <inheritdoc cref="TrainingOptions.Shuffle"/>
    public bool Shuffle { get; set; } = true;

    /// <summary>Seed of the initial weights and of the order of the rows, or null to draw one from the
    /// <c>MLContext</c>, a new one for each model: then a program whose MLContext has a seed always trains the same
    /// models, and one without a seed always others. Default null.</summary>
    public int? Seed { get; set; }

    /// <inheritdoc cref="TrainingOptions.ConvergenceTolerance"/>
    public float ConvergenceTolerance { get; set; } = TrainingOptions.Defaults.ConvergenceTolerance;

    /// <inheritdoc cref="TrainingOptions.ConvergencePatience"/>
    public int ConvergencePatience { get; set; } = TrainingOptions.Defaults.ConvergencePatience;

    /// <summary>The fraction of the training rows that is set aside before training and measured on after each
    /// epoch; in [0, 1). The rows are chosen at random, in proportion from each class. Of rows that are a stream (see
    /// <see cref="RowStorage"/>) each is chosen by itself, so that numbers and proportions are met about; those chosen
    /// are held in memory, and the data view must give its rows in the same order each time. Default 0.</summary>
    public float ValidationFraction { get; set; }

    /// <summary>Rows to measure on after each epoch, and never to train on, instead of a
    /// <see cref="ValidationFraction"/>; or null. They need the columns that the trainer itself reads, so they must
    /// have gone through the transforms that come before it, and they are held in memory. It works where the trainer is
    /// part of a pipeline, too, where <c>Fit</c> takes one data view only. Default null.</summary>
    public IDataView? ValidationSet { get; set; }

    /// <inheritdoc cref="TrainingOptions.RestoreBest"/>
    public bool RestoreBest { get; set; } = true;

    /// <summary>Ends training after this time, which begins when rows have been copied into memory; positive, or null
    /// for no limit. Default null.</summary>
    public TimeSpan? MaximumDuration { get; set; }

    /// <summary>Whether <see cref="LayerStatistics"/> are measured after each epoch, on 256 of the training rows,
    /// for <see cref="EpochReport.Layers"/> and for warnings in the log that name vanishing and exploding gradients
    /// and dead units. See <see cref="TrainingOptions.MeasureLayers"/> for the time it takes. Default
    /// false.</summary>
    public bool MeasureLayers { get; set; }

    /// <summary>What to train on: <see cref="MlpDevice.Cpu"/>, or a GPU, such as <c>MlpDevice.Gpu(0)</c>; or null for
    /// what <see cref="MLContext.GpuDeviceId"/> says, where null is the CPU. A GPU that is not there or cannot be
    /// opened is an error, or with <see cref="MLContext.FallbackToCpu"/> a warning, and training is on the CPU. Models
    /// score on the CPU in any case. Default null.</summary>
    public MlpDevice? Device { get; set; }

    /// <inheritdoc cref="TrainingOptions.Precision"/>
    public Precision Precision { get; set; }

    /// <inheritdoc cref="TrainingOptions.Threads"/>
    public int? Threads { get; set; }

    /// <summary>Told of each epoch as it ends, by the thread that trains, which waits for it; a
    /// <see cref="Progress{T}"/> hands on to others, which may be late. Default null.</summary>
    public IProgress<EpochReport>? Progress { get; set; }

    /// <summary>Ends training early, as ML.NET's own cancellation of an <c>MLContext</c> does; <c>Fit</c> then returns
    /// the best model so far, where <see cref="RestoreBest"/> has one, or else the last. Before the first step, while
    /// rows are still read, there is no model, and <c>Fit</c> throws an <see cref="OperationCanceledException"/>.
    /// Default never.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>What the network is trained for.</summary>
    internal abstract TrainingTask Task { get; }

    /// <summary>Whether the network learns labels of mean 0 and standard deviation 1: see
    /// <see cref="LabelScale"/>.</summary>
    internal virtual bool ScalesLabel => false;

    /// <summary>Creates the trainer that these are the options of.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    internal abstract MlpTrainerBase CreateTrainer(IHostEnvironment environment);

    internal HiddenLayer[] ToHiddenLayers() =>
    [
        .. HiddenLayers.Select(units => new HiddenLayer(units, Activation)
        {
            Dropout = Dropout,
            BatchNormalization = BatchNormalization,
        }),
    ];

    internal virtual TrainingOptions ToTrainingOptions(int seed) => new()
    {
        Epochs = NumberOfEpochs,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        Schedule = Schedule,
        Optimizer = Optimizer ?? new MomentumSgd { Momentum = Momentum, WeightDecay = WeightDecay },
        Loss = Loss,
        ClipValue = ClipValue,
        ClipNorm = ClipNorm,
        MaxNorm = MaxNorm,
        Shuffle = Shuffle,
        ShuffleBufferRows = ShuffleBufferRows,
        Seed = seed,
        ConvergenceTolerance = ConvergenceTolerance,
        ConvergencePatience = ConvergencePatience,
        ValidationFraction = ValidationFraction,
        RestoreBest = RestoreBest,
        MaximumDuration = MaximumDuration,
        MeasureLayers = MeasureLayers,
        Threads = Threads,
        Precision = Precision,
    };

    /// <summary>A copy whose options have been checked: what the caller changes later must not get past the
    /// checks.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    internal MlpOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(LabelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(FeatureColumnName);
        if (ExampleWeightColumnName is not null) ArgumentException.ThrowIfNullOrEmpty(ExampleWeightColumnName);
        Require.Defined(nameof(FeatureStorage), FeatureStorage);
        if (FeatureStorage == FeatureStorage.Sparse && MaxNorm is not null)
            Require.Throw(nameof(FeatureStorage), $"Auto or Dense where {nameof(MaxNorm)} is set", FeatureStorage);
        Require.Defined(nameof(RowStorage), RowStorage);
        if (MemoryLimit is { } memoryLimit) Require.AtLeast(nameof(MemoryLimit), memoryLimit, 1);
        if (ValidationSet is not null && ValidationFraction > 0)
            Require.Throw(
                nameof(ValidationFraction), $"0 where there is a {nameof(ValidationSet)}", ValidationFraction);
        ArgumentNullException.ThrowIfNull(HiddenLayers);
        for (var i = 0; i < HiddenLayers.Length; i++)
            Require.AtLeast($"{nameof(HiddenLayers)}[{i}]", HiddenLayers[i], 1);
        Require.Defined(nameof(Activation), Activation);
        Require.Fraction(nameof(Dropout), Dropout);
        Require.Defined(nameof(WeightInitialization), WeightInitialization);
        Require.AtLeast(nameof(NumberOfEpochs), NumberOfEpochs, 1);
        ToTrainingOptions(seed: 0).Validate();
        if (Task.OutputFor(Loss) is null)
            Require.Throw(nameof(Loss), $"{Task.Losses}, for {Task.Name}", Loss.GetType().Name);

        var copy = (MlpOptions)MemberwiseClone();
        copy.HiddenLayers = [.. HiddenLayers];
        return copy;
    }
}
