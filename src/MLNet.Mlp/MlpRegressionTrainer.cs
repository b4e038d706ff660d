using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>Predicts one number or several with a multilayer perceptron: a feed-forward neural network trained by
/// back-propagation, mini-batch gradient descent and momentum or another <see cref="Optimizer"/>.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | Meaning |
/// | -- | -- | -- |
/// | `Label` (input) | Single, or known-sized vector of Single | What is to be predicted; best of the order of 1. Rows with a NaN or infinite value are skipped in training. |
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
/// | Exportable to ONNX | No |
/// ]]></format>
/// The network minimizes the mean squared error of its outputs, or another <see cref="MlpOptions.Loss"/>, plus an L2
/// penalty if <see cref="MlpOptions.WeightDecay"/> is set. It starts near zero, and steps are as large as errors are: a
/// label in the thousands wants to be normalized, or a smaller <see cref="MlpOptions.LearningRate"/>.
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

        internal override TrainingTask Task => RegressionTask.Instance;

        internal override MlpTrainerBase CreateTrainer(IHostEnvironment environment) =>
            new MlpRegressionTrainer(environment, this);
    }
}
