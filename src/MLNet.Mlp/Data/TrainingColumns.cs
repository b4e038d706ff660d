using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>The columns of a data view that training or validation reads. They have been checked by
/// <see cref="InputColumns"/>.</summary>
internal sealed class TrainingColumns
{
    private readonly IDataView _data;

    public TrainingColumns(IDataView data, MlpOptions options)
    {
        (_data, Task) = (data, options.Task);
        Label = data.Schema[options.LabelColumnName];
        Features = data.Schema[options.FeatureColumnName];
        if (options.ExampleWeightColumnName is { } weight) Weight = data.Schema[weight];
    }

    public TrainingTask Task { get; }

    public DataViewSchema.Column Label { get; }

    public DataViewSchema.Column Features { get; }

    /// <summary>The weight of each row, or null where all are 1.</summary>
    public DataViewSchema.Column? Weight { get; }

    public int FeatureCount => ((VectorDataViewType)Features.Type).Size;

    /// <summary>Number of rows, good and bad, where the data view knows it without reading them.</summary>
    public long? KnownRowCount => _data.GetRowCount();

    /// <summary>A set without rows, of the features and targets that these columns have.</summary>
    public LabeledRows CreateEmpty(bool sparse) => new(
        sparse ? new SparseFeatures(FeatureCount) : new FeatureMatrix(FeatureCount), Task.CreateTargets(Label));

    /// <summary>Starts to read from the first row.</summary>
    /// <param name="tally">Counts what is read.</param>
    /// <param name="cancellationToken">Ends reading with an exception.</param>
    public DataViewRowReader Open(RowTally tally, CancellationToken cancellationToken = default) =>
        new(_data.GetRowCursor(Weight is { } weight ? [Label, Features, weight] : [Label, Features]), this, tally,
            cancellationToken);
}
