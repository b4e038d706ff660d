using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>Adds what a multilayer perceptron has learned to see in a row, the activations of one of its hidden layers,
/// as a column of features for any other trainer.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | Meaning |
/// | -- | -- | -- |
/// | `Label` (input) | as the trainer wants it | Only to train a network; a trained one does not need it. |
/// | `Features` (input) | known-sized vector of Single | Dense or sparse; best normalized. |
/// | the output column | known-sized vector of Single | The activations of the hidden layer, without dropout. |
///
/// ### Estimator Characteristics
/// | | |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes, unless a model is given |
/// | Input column data type | known-sized vector of Single, and the label |
/// | Output column data type | known-sized vector of Single |
/// | Required NuGet in addition to Microsoft.ML | MLNet.Mlp |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// The layers behind the hidden layer are left out; a saved transformer has none of them. Features that a network has
/// learned from a label fit the rows that it was trained on better than any others, so whatever is trained on them
/// should be judged by rows that neither has seen.
/// </remarks>
public sealed class MlpFeaturizer : IEstimator<MlpFeatureTransformer>
{
    private readonly string _outputColumnName;
    private readonly string _featureColumnName;
    private readonly int _layer;
    private readonly MlpTrainerBase? _trainer;
    private readonly MlpFeatureTransformer? _transformer;

    /// <summary>Creates an estimator that trains a network first, for nothing but its hidden layers.</summary>
    /// <param name="environment">The <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to add, or to replace.</param>
    /// <param name="trainerOptions">What to train and how: the options of <see cref="MlpTrainer"/>,
    /// <see cref="MlpBinaryTrainer"/> or <see cref="MlpRegressionTrainer"/>, with at least one hidden layer.</param>
    /// <param name="layer">The hidden layer whose activations are the features, from 0 at the input; null for the
    /// last.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there is no such hidden layer; the message
    /// names it.</exception>
    public MlpFeaturizer(
        IHostEnvironment environment, string outputColumnName, MlpOptions trainerOptions, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(trainerOptions);
        _trainer = trainerOptions.CreateTrainer(environment);
        _layer = Layer(layer, trainerOptions.HiddenLayers.Length);
        (_outputColumnName, _featureColumnName) = (outputColumnName, trainerOptions.FeatureColumnName);
    }

    /// <summary>Creates an estimator that has nothing to learn: the network is that of a trained model.</summary>
    /// <param name="environment">The <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to add, or to replace.</param>
    /// <param name="model">The model, as of <see cref="MlpTransformer.Model"/>; its network must have at least one
    /// hidden layer.</param>
    /// <param name="featureColumnName">The column that the network takes in: a vector of <see cref="float"/> with as
    /// many slots as there were in training.</param>
    /// <param name="layer">The hidden layer whose activations are the features, from 0 at the input; null for the
    /// last.</param>
    /// <exception cref="ArgumentException">There is no such hidden layer.</exception>
    public MlpFeaturizer(
        IHostEnvironment environment, string outputColumnName, MlpModelParameters model,
        string featureColumnName = "Features", int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        _layer = Layer(layer, model.Network.HiddenLayerCount);
        (_outputColumnName, _featureColumnName) = (outputColumnName, featureColumnName);
        _transformer = CutOff(model);
    }

    /// <summary>Trains the network, unless a trained one was given, and keeps its layers up to the hidden
    /// one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be learned from: there are none, or only one
    /// class. Or there is no such GPU as was asked for.</exception>
    /// <exception cref="MlpDivergedException">The loss became NaN or infinite; carries the last good model, of which
    /// the other constructor makes features.</exception>
    /// <exception cref="MlpFailedException">The GPU failed in mid-training; carries the last good model.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled before its first step.</exception>
    public MlpFeatureTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_transformer is null) return CutOff(_trainer!.Fit(input).Model);
        // Asked for only because it throws when the columns do not fit.
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns that the transformer will give, so that a pipeline can be checked before it is
    /// trained.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (_trainer is null) InputColumns.CheckFeatures(inputSchema, _featureColumnName);
        else _trainer.CheckInput(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[_outputColumnName] = FeatureOutputs.Announce(_outputColumnName);
        return new SchemaShape(columns.Values);
    }

    private MlpFeatureTransformer CutOff(MlpModelParameters model) => new(
        new MlpModelParameters(model.Network.UpTo(_layer), model.TrainingHistory), _featureColumnName,
        _outputColumnName);

    private static int Layer(int? layer, int hiddenLayerCount)
    {
        if (hiddenLayerCount == 0)
            throw new ArgumentException(
                "The network must have a hidden layer to give features; got none. Try HiddenLayers = [64].");
        var chosen = layer ?? hiddenLayerCount - 1;
        if ((uint)chosen >= (uint)hiddenLayerCount) Require.Throw(nameof(layer), $"in [0, {hiddenLayerCount})", chosen);
        return chosen;
    }
}
