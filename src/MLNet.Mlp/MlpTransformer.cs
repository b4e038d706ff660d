using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>A trained multilayer perceptron: adds the columns <c>Score</c>, the probability of each class, and
/// <c>PredictedLabel</c>, the most probable class. Thread-safe.</summary>
public sealed class MlpTransformer
    : ISingleFeaturePredictionTransformer<MlpModelParameters>, ISingleFeaturePredictionTransformer
{
    internal MlpTransformer(MlpModelParameters model, string featureColumnName, LabelValues? labelValues)
    {
        Model = model;
        FeatureColumnName = featureColumnName;
        FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, model.Network.InputSize);
        Scorer = new SimdBackend().CreateScorer(model.Network);
        LabelValues = labelValues;
    }

    /// <summary>The trained network and the history of its training.</summary>
    public MlpModelParameters Model { get; }

    /// <summary>The name of the feature column.</summary>
    public string FeatureColumnName { get; }

    /// <summary>The type of the feature column: a vector of <see cref="float"/> with the network's number of
    /// inputs.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <summary>True: each row is scored for itself.</summary>
    public bool IsRowToRowMapper => true;

    internal IScorer Scorer { get; }

    internal LabelValues? LabelValues { get; }

    /// <summary>The schema of the transformed data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        InputColumns.FindFeatures(inputSchema, FeatureColumnName, Model.Network.InputSize);
        return OutputColumns.Append(inputSchema, Model.Network.OutputSize, LabelValues);
    }

    /// <summary>Adds the columns to data; rows are scored as they are read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredDataView(input, new ScoringMapper(this, input.Schema));
    }

    /// <summary>What a <c>PredictionEngine</c> scores single rows with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringMapper(this, inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => NativeModelFormat.Save(this, ctx);
}
