using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Knows where the columns of scored data come from: the input's columns first, under their old indices, then
/// the model's.</summary>
internal sealed class ScoringMapper : IRowToRowMapper
{
    public ScoringMapper(ScoringModel model, DataViewSchema inputSchema)
    {
        (Model, InputSchema) = (model, inputSchema);
        Features = InputColumns.FindFeatures(inputSchema, model.FeatureColumnName, model.FeatureCount);
        OutputSchema = model.Outputs.Append(inputSchema);
    }

    public ScoringModel Model { get; }

    public DataViewSchema InputSchema { get; }

    /// <summary>The input's feature column.</summary>
    public DataViewSchema.Column Features { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The input columns needed for the given output columns.</summary>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = dependingColumns
            .Select(column => IsInput(column) ? InputSchema[column.Index] : Features)
            .DistinctBy(column => column.Index);
        return [.. needed];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new ScoringRow(input, new ScoringGetters(this, input, new ActiveColumns(this, activeColumns)));

    /// <summary>Rows are scored in blocks, unless no score is asked for, or a column whose values cannot be kept
    /// is.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="active">The columns that are asked for.</param>
    /// <param name="threadCount">How many threads can score at once.</param>
    public DataViewRowCursor CreateCursor(DataViewRowCursor input, ActiveColumns active, int threadCount) =>
        active.HasScores && active.OfInput.All(column => ColumnBuffer.CanKeep(column.Type))
            ? new BlockCursor(this, input, active, threadCount)
            : new ScoringCursor(input, new ScoringGetters(this, input, active));

    public bool IsInput(DataViewSchema.Column column) => column.Index < InputSchema.Count;
}
