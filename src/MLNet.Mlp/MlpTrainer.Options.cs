namespace MLNet.Mlp;

public sealed partial class MlpTrainer
{
    /// <summary>The options of <see cref="MlpTrainer"/>.</summary>
    public sealed class Options
    {
        /// <summary>The label column: a key, as <c>MapValueToKey</c> makes it. Rows whose label is missing are skipped.
        /// Default "Label".</summary>
        public string LabelColumnName { get; set; } = "Label";

        /// <summary>The feature column: a vector of <see cref="float"/> of known size, dense or sparse. Rows with a NaN or
        /// infinite feature are skipped, with a warning that counts them. Default "Features".</summary>
        public string FeatureColumnName { get; set; } = "Features";

        /// <summary>Units of each hidden layer, from the input on; each at least 1. Empty gives multinomial logistic
        /// regression, the softmax linear classifier. Default one layer of 64.</summary>
        public int[] HiddenLayers { get; set; } = [64];

        /// <summary>The activation of every hidden layer. Default <see cref="Activation.ReLU"/>.</summary>
        public Activation Activation { get; set; } = Activation.ReLU;

        /// <summary>How the weights are drawn before training. Default He for ReLU, Xavier for the others.</summary>
        public WeightInitialization WeightInitialization { get; set; } = WeightInitialization.Default;

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

        /// <summary>The momentum beta in V = beta V + G; in [0, 1). Not used with an <see cref="Optimizer"/>. Default 0.9.
        /// </summary>
        public float Momentum { get; set; } = TrainingOptions.Defaults.Momentum;

        /// <summary>The L2 penalty: weightDecay W is added to the gradient of each weight, not of biases; zero or positive.
        /// Not used with an <see cref="Optimizer"/>, which has its own. Default 0.</summary>
        public float WeightDecay { get; set; }

        /// <inheritdoc cref="TrainingOptions.ClipValue"/>
        public float? ClipValue { get; set; }

        /// <inheritdoc cref="TrainingOptions.ClipNorm"/>
        public float? ClipNorm { get; set; }

        /// <inheritdoc cref="TrainingOptions.Shuffle"/>
        public bool Shuffle { get; set; } = true;

        /// <summary>Seed of the initial weights and of the order of the rows, or null to draw one from the
        /// <c>MLContext</c>: then an MLContext with a seed always trains the same model, and one without a seed always
        /// another. Default null.</summary>
        public int? Seed { get; set; }

        /// <inheritdoc cref="TrainingOptions.ConvergenceTolerance"/>
        public float ConvergenceTolerance { get; set; } = TrainingOptions.Defaults.ConvergenceTolerance;

        /// <summary>Epochs without improvement of the training loss after which training stops; 0 never stops early.
        /// Default 10.</summary>
        public int ConvergencePatience { get; set; } = TrainingOptions.Defaults.ConvergencePatience;

        /// <inheritdoc cref="TrainingOptions.Threads"/>
        public int? Threads { get; set; }

        /// <summary>Told of each epoch as it ends. Default null.</summary>
        public IProgress<EpochReport>? Progress { get; set; }

        /// <summary>Ends training early; <see cref="Fit"/> then returns the model so far. Default never.</summary>
        public CancellationToken CancellationToken { get; set; }

        internal TrainingOptions ToTrainingOptions(int seed) => new()
        {
            Epochs = NumberOfEpochs,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            Schedule = Schedule,
            Optimizer = Optimizer ?? new MomentumSgd { Momentum = Momentum, WeightDecay = WeightDecay },
            ClipValue = ClipValue,
            ClipNorm = ClipNorm,
            Shuffle = Shuffle,
            Seed = seed,
            ConvergenceTolerance = ConvergenceTolerance,
            ConvergencePatience = ConvergencePatience,
            Threads = Threads,
        };

        internal Options Validated()
        {
            ArgumentException.ThrowIfNullOrEmpty(LabelColumnName);
            ArgumentException.ThrowIfNullOrEmpty(FeatureColumnName);
            ArgumentNullException.ThrowIfNull(HiddenLayers);
            for (var i = 0; i < HiddenLayers.Length; i++) Require.AtLeast($"{nameof(HiddenLayers)}[{i}]", HiddenLayers[i], 1);
            Require.Defined(nameof(Activation), Activation);
            Require.Defined(nameof(WeightInitialization), WeightInitialization);
            Require.AtLeast(nameof(NumberOfEpochs), NumberOfEpochs, 1);
            ToTrainingOptions(seed: 0).Validate();

            // The trainer keeps its own copy: what the caller changes later must not get past the checks above.
            var copy = (Options)MemberwiseClone();
            copy.HiddenLayers = [.. HiddenLayers];
            return copy;
        }
    }
}
