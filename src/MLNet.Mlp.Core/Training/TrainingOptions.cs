namespace MLNet.Mlp;

/// <summary>The hyperparameters of a training run. The defaults suit a few thousand rows of normalized features.</summary>
public sealed record TrainingOptions
{
    /// <summary>A <see cref="BatchSize"/> that is never reached: every step sees all rows.</summary>
    public const int FullBatch = int.MaxValue;

    /// <summary>The most passes over the training rows; at least 1. Default 30.</summary>
    public int Epochs { get; init; } = Defaults.Epochs;

    /// <summary>Rows of one step; at least 1. The last batch of an epoch may be smaller. 1 is stochastic gradient
    /// descent proper, <see cref="FullBatch"/> gradient descent. Default 32.</summary>
    public int BatchSize { get; init; } = Defaults.BatchSize;

    /// <summary>The step size alpha in W = W - alpha V; positive. Default 0.05.</summary>
    public float LearningRate { get; init; } = Defaults.LearningRate;

    /// <summary>The momentum beta in V = beta V + G; in [0, 1). Default 0.9.</summary>
    public float Momentum { get; init; } = Defaults.Momentum;

    /// <summary>The L2 penalty: weightDecay W is added to the gradient of each weight, not of biases; zero or positive.
    /// Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Whether each epoch visits the rows in a new random order, drawn from <see cref="Seed"/> and the epoch.
    /// Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Seed of everything random in training. The same seed, rows and machine give bitwise the same network for
    /// any number of threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Training has converged when the loss has not improved on its best by more than this for
    /// <see cref="ConvergencePatience"/> epochs in a row; zero or positive. Default 0.0001.</summary>
    public float ConvergenceTolerance { get; init; } = Defaults.ConvergenceTolerance;

    /// <summary>Epochs without improvement after which training stops; 0 never stops early. The loss watched is that of
    /// the validation rows where there are any, else of the training rows. Default 10.</summary>
    public int ConvergencePatience { get; init; } = Defaults.ConvergencePatience;

    /// <summary>Threads used by the CPU backends; at least 1, or null for one a core. The result does not depend on it.
    /// Default null.</summary>
    public int? Threads { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        Require.AtLeast(nameof(Epochs), Epochs, 1);
        Require.AtLeast(nameof(BatchSize), BatchSize, 1);
        Require.PositiveAndFinite(nameof(LearningRate), LearningRate);
        Require.Fraction(nameof(Momentum), Momentum);
        Require.NonNegativeAndFinite(nameof(WeightDecay), WeightDecay);
        Require.NonNegativeAndFinite(nameof(ConvergenceTolerance), ConvergenceTolerance);
        Require.AtLeast(nameof(ConvergencePatience), ConvergencePatience, 0);
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
    }
}
