using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>Copies the rows of a data view, once, into the layout that training wants.</summary>
internal static class TrainingRowReader
{
    /// <summary>Reads all rows but those with a missing label or with a NaN or infinite feature, and warns of how many
    /// were left out.</summary>
    /// <exception cref="InvalidOperationException">What is left cannot be learned from; the message names the
    /// column.</exception>
    public static LabeledRows Read(IDataView data, DataViewSchema.Column label, MlpOptions options, IChannel channel)
    {
        var (labelColumnName, featureColumnName) = (label.Name, options.FeatureColumnName);
        var features = data.Schema[featureColumnName];
        var rows = new LabeledRows(
            new FeatureMatrix(((VectorDataViewType)features.Type).Size), options.Task.CreateTargets(label));
        var (missingLabels, badFeatures) = CopyRows(data, label, features, options.Task, rows);
        if (missingLabels > 0)
            channel.Warning(MessageSensitivity.Schema,
                $"Skipped {missingLabels} rows whose label '{labelColumnName}' is missing.");
        if (badFeatures > 0)
            channel.Warning(MessageSensitivity.Schema,
                $"Skipped {badFeatures} rows with a NaN or infinite value in '{featureColumnName}'.");

        if (rows.RowCount == 0)
            throw new InvalidOperationException(missingLabels + badFeatures == 0
                ? "The training data has no rows."
                : $"No row is left to train on: {missingLabels} rows have no label in '{labelColumnName}', " +
                    $"and {badFeatures} have a NaN or infinite value in '{featureColumnName}'.");
        if (rows.Targets is ClassLabels && !rows.Labels.ContainsAnyExcept(rows.Labels[0]))
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' must hold at least 2 different classes; " +
                $"all {rows.RowCount} rows have the same.");
        return rows;
    }

    private static (long MissingLabels, long BadFeatures) CopyRows(
        IDataView data, DataViewSchema.Column label, DataViewSchema.Column features, TrainingTask task,
        LabeledRows rows)
    {
        long missingLabels = 0, badFeatures = 0;
        using var cursor = data.GetRowCursor([label, features]);
        var reader = task.CreateReader(cursor, label);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        VBuffer<float> vector = default;
        var dense = new float[rows.Features.ColumnCount];
        while (cursor.MoveNext())
        {
            if (!reader.TryRead())
            {
                missingLabels++;
                continue;
            }
            getFeatures(ref vector);
            if (!TensorPrimitives.IsFiniteAll(vector.GetValues()))
            {
                badFeatures++;
                continue;
            }
            vector.CopyTo(dense);
            reader.Append(rows, dense, weight: 1);
        }
        return (missingLabels, badFeatures);
    }
}
