using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>A network made ready to score the rows of data views. Thread-safe.</summary>
internal sealed class ScoringModel
{
    // Made when the first row is scored, as it copies the parameters, which right after training would take memory that
    // training is still to give back; and a model may be trained only to be saved.
    private readonly Lazy<IScorer> _scorer;

    public ScoringModel(string featureColumnName, Network network, ModelOutputs outputs)
        : this(featureColumnName, outputs.ForScoring(network), outputs, new SimdBackend().CreateScorer)
    {
    }

    /// <summary>Scores with a scorer of one's own.</summary>
    internal ScoringModel(
        string featureColumnName, Network scored, ModelOutputs outputs, Func<Network, IScorer> createScorer)
    {
        (FeatureColumnName, Outputs) = (featureColumnName, outputs);
        (Network, _scorer) = (scored, new Lazy<IScorer>(() => createScorer(scored)));
    }

    public string FeatureColumnName { get; }

    /// <summary>The length of the feature vector.</summary>
    public int FeatureCount => Network.InputSize;

    /// <summary>How many numbers the scorer gives for a row.</summary>
    public int ScoreCount => Network.OutputSize;

    /// <summary>The network that is scored.</summary>
    public Network Network { get; }

    public IScorer Scorer => _scorer.Value;

    /// <summary>The columns that the scores become.</summary>
    public ModelOutputs Outputs { get; }

    /// <summary>Checks the features of a row, of which data only promises that they have the schema's type.</summary>
    /// <exception cref="InvalidOperationException">The vector has another length than in training, or indices that a
    /// vector cannot have.</exception>
    public void CheckFeatures(in VBuffer<float> features)
    {
        if (features.Length != FeatureCount)
            throw new InvalidOperationException(
                $"The feature column '{FeatureColumnName}' must hold vectors of {FeatureCount} values, as in " +
                $"training; a row has {features.Length}.");
        InputColumns.CheckIndices(features, FeatureColumnName);
    }

    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        InputColumns.FindFeatures(inputSchema, FeatureColumnName, FeatureCount);
        return Outputs.Append(inputSchema);
    }

    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredDataView(input, new ScoringMapper(this, input.Schema));
    }

    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringMapper(this, inputSchema);
    }
}
