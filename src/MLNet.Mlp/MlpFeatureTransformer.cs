using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>Adds the activations of a hidden layer as a column of features, as <see cref="MlpFeaturizer"/> describes
/// it. Thread-safe.</summary>
public sealed class MlpFeatureTransformer : ITransformer
{
    private readonly ScoringModel _scoring;

    /// <param name="model">A model whose network ends in the hidden layer.</param>
    /// <param name="featureColumnName">The column that the network takes in.</param>
    /// <param name="outputColumnName">The column to add.</param>
    internal MlpFeatureTransformer(MlpModelParameters model, string featureColumnName, string outputColumnName)
    {
        (Model, OutputColumnName) = (model, outputColumnName);
        _scoring = new ScoringModel(
            featureColumnName, model.Network, new FeatureOutputs(outputColumnName, model.Network.OutputSize));
    }

    /// <summary>The network up to the hidden layer, and the history of its training.</summary>
    public MlpModelParameters Model { get; }

    /// <summary>The name of the column that the network takes in.</summary>
    public string FeatureColumnName => _scoring.FeatureColumnName;

    /// <summary>The name of the column that is added: a vector of <see cref="float"/>, one for each unit of the hidden
    /// layer.</summary>
    public string OutputColumnName { get; }

    /// <summary>True: each row is transformed for itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The schema of the transformed data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scoring.GetOutputSchema(inputSchema);

    /// <summary>Adds the column to data; rows are computed as they are read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input) => _scoring.Transform(input);

    /// <summary>What a <c>PredictionEngine</c> transforms single rows with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _scoring.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FeatureModelFormat.Save(this, ctx);
}
