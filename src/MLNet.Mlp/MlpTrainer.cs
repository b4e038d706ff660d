using Microsoft.ML.Runtime;

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
/// | Is caching required? | No: the rows are copied once into memory, or are streamed where they do not fit. |
/// | Required NuGet in addition to Microsoft.ML | MLNet.Mlp |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// The network minimizes the mean cross-entropy of the softmax of its outputs, or another
/// <see cref="MlpOptions.Loss"/>, plus an L2 penalty if <see cref="MlpOptions.WeightDecay"/> is set. With
/// <see cref="Hinge"/> the scores are margins, not probabilities.
/// </remarks>
public sealed class MlpTrainer : MlpTrainerBase
{
    /// <summary>Creates a trainer.</summary>
    /// <param name="environment">The <see cref="Microsoft.ML.MLContext"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public MlpTrainer(IHostEnvironment environment, Options? options = null)
        : base(environment, nameof(MlpTrainer), options ?? new Options())
    {
    }

    /// <summary>The options of <see cref="MlpTrainer"/>.</summary>
    public sealed class Options : MlpOptions
    {
        /// <summary>Options with their default values.</summary>
        public Options() : base(new CrossEntropy())
        {
        }

        /// <summary>How much the rows of each class count, in the order of the label's keys, such as
        /// <c>ClassWeights.Of(1, 1, 5)</c> or <see cref="ClassWeights.Balanced"/>; null for all alike. The loss of
        /// validation rows is weighted likewise. Default null.</summary>
        public ClassWeights? ClassWeights { get; set; }

        internal override TrainingTask Task => MulticlassTask.Instance;

        internal override MlpTrainerBase CreateTrainer(IHostEnvironment environment) =>
            new MlpTrainer(environment, this);

        internal override TrainingOptions ToTrainingOptions(int seed) =>
            base.ToTrainingOptions(seed) with { ClassWeights = ClassWeights };
    }
}
