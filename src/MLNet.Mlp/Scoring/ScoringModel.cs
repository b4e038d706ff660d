using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>A network made ready to score the rows of data views. Thread-safe.</summary>
internal sealed class ScoringModel
{
    public ScoringModel(string featureColumnName, Network network, ModelOutputs outputs)
    {
        (FeatureColumnName, Outputs) = (featureColumnName, outputs);
        Network = outputs.ForScoring(network);
        Scorer = new SimdBackend().CreateScorer(Network);
    }

    public string FeatureColumnName { get; }

    /// <summary>The length of the feature vector.</summary>
    public int FeatureCount => Network.InputSize;

    /// <summary>How many numbers the scorer gives for a row.</summary>
    public int ScoreCount => Network.OutputSize;

    /// <summary>The network that is scored.</summary>
    public Network Network { get; }

    public IScorer Scorer { get; }

    /// <summary>The columns that the scores become.</summary>
    public ModelOutputs Outputs { get; }

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
