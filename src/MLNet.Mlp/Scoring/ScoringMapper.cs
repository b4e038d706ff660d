using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Knows where the columns of scored data come from: the input's columns first, under their old indices, then
/// the model's.</summary>
internal sealed class ScoringMapper : IRowToRowMapper
{
    private readonly DataViewSchema.Column _features;

    public ScoringMapper(ScoringModel model, DataViewSchema inputSchema)
    {
        (Model, InputSchema) = (model, inputSchema);
        _features = InputColumns.FindFeatures(inputSchema, model.FeatureColumnName, model.FeatureCount);
        OutputSchema = model.Outputs.Append(inputSchema);
    }

    public ScoringModel Model { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The input columns needed for the given output columns.</summary>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = dependingColumns
            .Select(column => IsInput(column) ? InputSchema[column.Index] : _features)
            .DistinctBy(column => column.Index);
        return [.. needed];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new ScoringRow(input, CreateGetters(input, activeColumns));

    public ScoringGetters CreateGetters(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new(this, input, _features, [.. activeColumns.Select(column => column.Index)]);

    public bool IsInput(DataViewSchema.Column column) => column.Index < InputSchema.Count;
}
