using MLNet.Mlp;
using MLNet.Mlp.Interop;

namespace Microsoft.ML;

public static partial class MlpCatalog
{
    /// <summary>Creates an <see cref="MlpFeaturizer"/>, which trains a multilayer perceptron and gives the activations
    /// of one of its hidden layers as features for any other trainer.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column to add, or to replace.</param>
    /// <param name="trainerOptions">What to train and how: the options of <see cref="MlpTrainer"/>,
    /// <see cref="MlpBinaryTrainer"/> or <see cref="MlpRegressionTrainer"/>, with at least one hidden layer.</param>
    /// <param name="layer">The hidden layer whose activations are the features, from 0 at the input; null for the
    /// last.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there is no such hidden layer; the message
    /// names it.</exception>
    public static MlpFeaturizer MlpFeatures(
        this TransformsCatalog catalog, string outputColumnName, MlpOptions trainerOptions, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new MlpFeaturizer(MLNetInternals.EnvironmentOf(catalog), outputColumnName, trainerOptions, layer);
    }

    /// <summary>Creates an <see cref="MlpFeaturizer"/> that gives the activations of a hidden layer of a trained
    /// multilayer perceptron as features for any other trainer.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column to add, or to replace.</param>
    /// <param name="model">The model, as of <see cref="MlpTransformer.Model"/>; its network must have at least one
    /// hidden layer.</param>
    /// <param name="featureColumnName">The column that the network takes in: a vector of <see cref="float"/> with as
    /// many slots as there were in training.</param>
    /// <param name="layer">The hidden layer whose activations are the features, from 0 at the input; null for the
    /// last.</param>
    /// <exception cref="ArgumentException">There is no such hidden layer.</exception>
    public static MlpFeaturizer MlpFeatures(
        this TransformsCatalog catalog, string outputColumnName, MlpModelParameters model,
        string featureColumnName = "Features", int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new MlpFeaturizer(
            MLNetInternals.EnvironmentOf(catalog), outputColumnName, model, featureColumnName, layer);
    }
}
