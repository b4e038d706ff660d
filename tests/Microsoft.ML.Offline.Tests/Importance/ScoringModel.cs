using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Importance;

/// <summary>A model written from outside: fills the score members of each row from its feature members.</summary>
internal sealed class ScoringModel<TRow>(MLContext ml, string featureColumnName, Action<TRow> score)
    : ISingleFeaturePredictionTransformer<object>
    where TRow : class, new()
{
    public string FeatureColumnName => featureColumnName;

    public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single);

    public object Model => this;

    public bool IsRowToRowMapper => false;

    public List<float[]> Seen { get; } = [];

    public IDataView Transform(IDataView input)
    {
        Seen.AddRange(input.GetColumn<float[]>(featureColumnName));
        var rows = ml.Data.CreateEnumerable<TRow>(input, reuseRowObject: false, ignoreMissingColumns: true).ToArray();
        foreach (var row in rows)
            score(row);
        return ml.Data.LoadFromEnumerable(rows);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
}
