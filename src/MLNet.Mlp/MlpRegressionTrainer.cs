using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>Predicts one number or several with a multilayer perceptron: a feed-forward neural network trained by
/// back-propagation, mini-batch gradient descent and momentum or another <see cref="Optimizer"/>.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | Meaning |
/// | -- | -- | -- |
/// | `Label` (input) | Single, or known-sized vector of Single | What is to be predicted, of any size. |
/// | `Features` (input) | known-sized vector of Single | Dense or sparse; best normalized. |
/// | `Score` (output) | as the label | The prediction. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Regression |
/// | Is normalization required? | Yes |
/// | Is caching required? | No: the rows are copied once into memory, or are streamed where they do not fit. |
/// | Required NuGet in addition to Microsoft.ML | MLNet.Mlp |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// Rows whose label has a NaN or infinite number are skipped in training.
/// The network minimizes the mean squared error of its outputs, or another <see cref="MlpOptions.Loss"/>, plus an L2
/// penalty if <see cref="MlpOptions.WeightDecay"/> is set. While it is trained the label has mean 0 and standard
/// deviation 1, unless <see cref="Options.NormalizeLabel"/> is off: the losses that are reported are in these units, so
/// that 1 is the squared error of always predicting the mean. The trained network predicts in the units of the label.
/// </remarks>
public sealed class MlpRegressionTrainer : MlpTrainerBase
{
    /// <summary>Creates a trainer.</summary>
    /// <param name="environment">The <see cref="Microsoft.ML.MLContext"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public MlpRegressionTrainer(IHostEnvironment environment, Options? options = null)
        : base(environment, nameof(MlpRegressionTrainer), options ?? new Options())
    {
    }

    /// <summary>The options of <see cref="MlpRegressionTrainer"/>.</summary>
    public sealed class Options : MlpOptions
    {
        /// <summary>Options with their default values.</summary>
        public Options() : base(new SquaredError())
        {
        }

        /// <summary>
        /// Whether the label is brought to mean 0 and standard deviation 1 for training, each number of a vector for
        /// itself; a number that is the same in all rows keeps its deviation. Steps are as large as errors are, so
        /// without it a label in the thousands needs a far smaller <see cref="MlpOptions.LearningRate"/>. Mean and
        /// deviation are those of all training rows, those of <see cref="MlpOptions.ValidationFraction"/> among them,
        /// each with its weight. Once trained, the last layer's weights and biases are changed to predict in the units
        /// of the label, so the model shows nothing of it. Losses in the history and <see cref="HuberError.Delta"/>
        /// are in units of the standard deviation. Default true.
        /// </summary>
        public bool NormalizeLabel { get; set; } = true;

        internal override bool ScalesLabel => NormalizeLabel;

        internal override TrainingTask Task => RegressionTask.Instance;

        internal override MlpTrainerBase CreateTrainer(IHostEnvironment environment) =>
            new MlpRegressionTrainer(environment, this);
    }
}
