namespace MLNet.Mlp;

/// <summary>The hyperparameters of a training run. The defaults suit a few thousand rows of normalized
/// features.</summary>
public sealed record TrainingOptions
{
    /// <summary>A <see cref="BatchSize"/> that is never reached: every step sees all rows.</summary>
    public const int FullBatch = int.MaxValue;

    /// <summary>The most passes over the training rows; at least 1. Default 30.</summary>
    public int Epochs { get; init; } = Defaults.Epochs;

    /// <summary>Rows of one step; at least 1. The last batch of an epoch may be smaller. 1 is stochastic gradient
    /// descent proper, <see cref="FullBatch"/> gradient descent. Default 32.</summary>
    public int BatchSize { get; init; } = Defaults.BatchSize;

    /// <summary>The step size, alpha in W = W - alpha V; positive. <see cref="Schedule"/> may vary it. The default
    /// suits <see cref="MomentumSgd"/>; <see cref="Adam"/> and its like want about 0.001. Default 0.05.</summary>
    public float LearningRate { get; init; } = Defaults.LearningRate;

    /// <summary>How the learning rate changes in the course of training. Default <see cref="ConstantRate"/>.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantRate();

    /// <summary>How gradients change the parameters, with its momentum, penalties and the like. Default
    /// <see cref="MomentumSgd"/> with momentum 0.9.</summary>
    public Optimizer Optimizer { get; init; } = new MomentumSgd();

    /// <summary>Brings each element of the gradient of the batch's mean loss into -ClipValue .. ClipValue, before
    /// <see cref="ClipNorm"/> and the penalties; positive, or null for no limit. Default null.</summary>
    public float? ClipValue { get; init; }

    /// <summary>Shortens the gradient, taken over all layers as one vector, to this Euclidean norm where it is longer
    /// (Pascanu, Mikolov and Bengio, 2013), before the penalties; positive, or null for no limit. Default
    /// null.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>What is minimized; it must go with the network's <see cref="Network.Output"/>. Default
    /// <see cref="CrossEntropy"/>.</summary>
    public Loss Loss { get; init; } = new CrossEntropy();

    /// <summary>How much the rows of each class count, or null for all alike. The loss of validation rows is weighted
    /// likewise; balanced weights are those of the rows trained on, without what is set aside. Default null.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>Shortens the weights of each weighted sum, after each step, to this Euclidean norm where they are
    /// longer (Srebro and Shraibman, 2005; Srivastava and others, 2014, with 3 to 4); positive, or null for no limit.
    /// Not for sparse features. Default null.</summary>
    public float? MaxNorm { get; init; }

    /// <summary>Whether each epoch visits the rows in a new random order, drawn from <see cref="Seed"/> and the epoch.
    /// Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Seed of everything random in training. The same seed, rows and machine give bitwise the same network
    /// for any number of threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Training has converged when the loss has not improved on its best by more than this for
    /// <see cref="ConvergencePatience"/> epochs in a row; zero or positive. Default 0.0001.</summary>
    public float ConvergenceTolerance { get; init; } = Defaults.ConvergenceTolerance;

    /// <summary>Epochs without improvement after which training stops; 0 never stops early. The loss watched is that of
    /// the validation rows where there are any, else of the training rows. Default 10.</summary>
    public int ConvergencePatience { get; init; } = Defaults.ConvergencePatience;

    /// <summary>The fraction of the training rows that is set aside before training and measured on after each epoch;
    /// in [0, 1). The rows are chosen at random by <see cref="Seed"/>, and where there are classes, as many of each in
    /// proportion. Only without <see cref="TrainingControl.Validation"/>, and not for streams. Default 0.</summary>
    public float ValidationFraction { get; init; }

    /// <summary>Whether the result is the network with the lowest loss of the validation rows, the first of equals,
    /// however training ended: by cancellation within an epoch or a loss that diverged, too. Else, and where no epoch
    /// had a finite validation loss, it is the last one. Default true.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>Ends training, between two steps, after this time; positive, or null for no limit. A run that is
    /// resumed has it anew. Default null.</summary>
    public TimeSpan? MaximumDuration { get; init; }

    /// <summary>Rows that are in memory and shuffled together where training rows come from a stream; at least 1. It is
    /// rounded down to whole batches, but never below one. Not used with rows that are in memory anyway. Default
    /// 100000.</summary>
    public int ShuffleBufferRows { get; init; } = Defaults.ShuffleBufferRows;

    /// <summary>Whether <see cref="LayerStatistics"/> are measured after each epoch, in double precision, for
    /// <see cref="EpochReport.Layers"/> and for warnings that name vanishing and exploding gradients and dead units,
    /// each told once a run. The rows are 256 of the training rows, evenly spaced, or all where there are fewer; of a
    /// stream, those of its first <see cref="ShuffleBufferRows"/>. With layers of 784-512-512-10 units it takes half a
    /// second an epoch on two cores, in which <see cref="Backends.SimdBackend"/> trains on some 15000 rows. Default
    /// false.</summary>
    public bool MeasureLayers { get; init; }

    /// <summary>Threads used by the CPU backends; at least 1, or null for one a core. The result does not depend on it.
    /// Default null.</summary>
    public int? Threads { get; init; }

    /// <summary>How exact a GPU must be in the products of matrices; <see cref="Backends.SimdBackend"/> always computes
    /// them in 32-bit floats. Default <see cref="Precision.Full"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>Rows between two looks at whatever may end or save the run, in whole batches. Only tests want another
    /// number.</summary>
    internal int RowsBetweenChecks { get; init; } = 8192;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        Require.AtLeast(nameof(Epochs), Epochs, 1);
        Require.AtLeast(nameof(BatchSize), BatchSize, 1);
        Require.PositiveAndFinite(nameof(LearningRate), LearningRate);
        ArgumentNullException.ThrowIfNull(Schedule);
        Schedule.Validate();
        ArgumentNullException.ThrowIfNull(Optimizer);
        Optimizer.Validate();
        if (ClipValue is { } clipValue) Require.PositiveAndFinite(nameof(ClipValue), clipValue);
        if (ClipNorm is { } clipNorm) Require.PositiveAndFinite(nameof(ClipNorm), clipNorm);
        ArgumentNullException.ThrowIfNull(Loss);
        Loss.Validate();
        if (MaxNorm is { } maxNorm) Require.PositiveAndFinite(nameof(MaxNorm), maxNorm);
        Require.NonNegativeAndFinite(nameof(ConvergenceTolerance), ConvergenceTolerance);
        Require.AtLeast(nameof(ConvergencePatience), ConvergencePatience, 0);
        Require.Fraction(nameof(ValidationFraction), ValidationFraction);
        if (MaximumDuration is { } duration && duration <= TimeSpan.Zero)
            Require.Throw(nameof(MaximumDuration), "positive", duration);
        Require.AtLeast(nameof(ShuffleBufferRows), ShuffleBufferRows, 1);
        if (!Enum.IsDefined(Precision))
            Require.Throw(nameof(Precision), string.Join(", ", Enum.GetNames<Precision>()), Precision);
        if (Threads is { } threads) Require.AtLeast(nameof(Threads), threads, 1);
    }

    /// <summary>The defaults as constants, for methods that have them as default arguments.</summary>
    internal static class Defaults
    {
        public const int Epochs = 30;
        public const int BatchSize = 32;
        public const float LearningRate = 0.05f;
        public const float Momentum = 0.9f;
        public const float ConvergenceTolerance = 1e-4f;
        public const int ConvergencePatience = 10;
        public const int ShuffleBufferRows = 100_000;
    }
}
