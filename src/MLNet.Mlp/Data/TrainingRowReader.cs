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
    public static LabeledRows Read(IDataView data, string labelColumnName, string featureColumnName, IChannel channel)
    {
        var (label, features) = (data.Schema[labelColumnName], data.Schema[featureColumnName]);
        var keyCount = ((KeyDataViewType)label.Type).Count;
        if (keyCount < 2)
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' must have at least 2 classes; got {keyCount}.");
        if (keyCount > int.MaxValue)
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' must have at most {int.MaxValue} classes; got {keyCount}.");

        var rows = new LabeledRows(((VectorDataViewType)features.Type).Size, (int)keyCount);
        var (missingLabels, badFeatures) = CopyRows(data, label, features, rows);
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
        if (!rows.Labels.ContainsAnyExcept(rows.Labels[0]))
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' must hold at least 2 different classes; " +
                $"all {rows.RowCount} rows have the same.");
        return rows;
    }

    private static (long MissingLabels, long BadFeatures) CopyRows(
        IDataView data, DataViewSchema.Column label, DataViewSchema.Column features, LabeledRows rows)
    {
        long missingLabels = 0, badFeatures = 0;
        using var cursor = data.GetRowCursor([label, features]);
        var getLabel = cursor.GetGetter<uint>(label);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        uint key = 0;
        VBuffer<float> vector = default;
        var dense = new float[rows.Features.ColumnCount];
        while (cursor.MoveNext())
        {
            // Key 0 is a missing value, and so is one beyond the key's count.
            getLabel(ref key);
            if (key - 1 >= (uint)rows.ClassCount)
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
            rows.Append(dense, (int)(key - 1));
        }
        return (missingLabels, badFeatures);
    }
}
