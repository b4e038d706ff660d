using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>Tells two classes apart with a multilayer perceptron: a feed-forward neural network trained by
/// back-propagation, mini-batch gradient descent and momentum or another <see cref="Optimizer"/>.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | Meaning |
/// | -- | -- | -- |
/// | `Label` (input) | Boolean | Whether the row is of the positive class. |
/// | `Features` (input) | known-sized vector of Single | Dense or sparse; best normalized. |
/// | `Score` (output) | Single | The logit of the probability; with the hinge loss the margin. |
/// | `Probability` (output) | Single | The probability of the positive class, in [0, 1]; not with the hinge loss. |
/// | `PredictedLabel` (output) | Boolean | Whether the score is positive. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | Yes |
/// | Is caching required? | No: the rows are copied once into memory, or are streamed where they do not fit. |
/// | Required NuGet in addition to Microsoft.ML | MLNet.Mlp |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// The network has one output z, the score. It minimizes the mean cross-entropy of sigmoid(z), or another
/// <see cref="MlpOptions.Loss"/>, plus an L2 penalty if <see cref="MlpOptions.WeightDecay"/> is set. Class weights, and
/// anything else that makes the rows trained on unlike those to come, shift the probability; ML.NET's calibrators put
/// it right, and give one to a model trained with <see cref="Hinge"/>, too. ML.NET's <c>OneVersusAll</c> and
/// <c>PairwiseCoupling</c> combine such models to tell several classes apart; <see cref="MlpTrainer"/> does so in one
/// network.
/// </remarks>
public sealed class MlpBinaryTrainer : MlpTrainerBase
{
    /// <summary>Creates a trainer.</summary>
    /// <param name="environment">The <see cref="Microsoft.ML.MLContext"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public MlpBinaryTrainer(IHostEnvironment environment, Options? options = null)
        : base(environment, nameof(MlpBinaryTrainer), options ?? new Options())
    {
    }

    /// <summary>The options of <see cref="MlpBinaryTrainer"/>.</summary>
    public sealed class Options : MlpOptions
    {
        /// <summary>Options with their default values.</summary>
        public Options() : base(new CrossEntropy())
        {
        }

        /// <summary>How much the rows of the negative class and of the positive class count, such as
        /// <c>ClassWeights.Of(1, 5)</c> or <see cref="ClassWeights.Balanced"/>; null for both alike. The
        /// loss of validation rows is weighted likewise. Default null.</summary>
        public ClassWeights? ClassWeights { get; set; }

        internal override TrainingTask Task => BinaryTask.Instance;

        internal override MlpTrainerBase CreateTrainer(IHostEnvironment environment) =>
            new MlpBinaryTrainer(environment, this);

        internal override TrainingOptions ToTrainingOptions(int seed) =>
            base.ToTrainingOptions(seed) with { ClassWeights = ClassWeights };
    }
}
