using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>A trained multilayer perceptron: adds the column <c>Score</c> and, if it predicts classes,
/// <c>PredictedLabel</c>, as the trainer that made it describes them. Thread-safe.</summary>
public sealed class MlpTransformer
    : ISingleFeaturePredictionTransformer<MlpModelParameters>, ISingleFeaturePredictionTransformer
{
    private readonly ScoringModel _scoring;

    internal MlpTransformer(MlpModelParameters model, string featureColumnName, ModelOutputs outputs)
    {
        Model = model;
        FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, model.Network.InputSize);
        _scoring = new ScoringModel(featureColumnName, model.Network, outputs);
    }

    /// <summary>The trained network and the history of its training.</summary>
    public MlpModelParameters Model { get; }

    /// <summary>The name of the feature column.</summary>
    public string FeatureColumnName => _scoring.FeatureColumnName;

    /// <summary>The type of the feature column: a vector of <see cref="float"/> with the network's number of
    /// inputs.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <summary>True: each row is scored for itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The columns that the outputs of the network become.</summary>
    internal ModelOutputs Outputs => _scoring.Outputs;

    /// <summary>The schema of the transformed data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scoring.GetOutputSchema(inputSchema);

    /// <summary>Adds the columns to data; rows are scored as they are read. A cursor reads ahead of its consumer, few
    /// rows at first, and scores them in blocks on all cores; a cursor of a set on its share of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input) => _scoring.Transform(input);

    /// <summary>What a <c>PredictionEngine</c> scores single rows with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _scoring.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => NativeModelFormat.Save(this, ctx);
}
