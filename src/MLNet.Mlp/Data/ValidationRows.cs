using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp;

/// <summary>Reads a validation set: checks that it fits the training rows, and copies it into memory.</summary>
internal static class ValidationRows
{
    private const string Set = "validation set's ";
    private const string Remedy = "Try the transforms that were fitted on the training data.";

    /// <summary>Checks what can be told without looking at a row.</summary>
    /// <param name="data">The validation set.</param>
    /// <param name="training">The columns trained on.</param>
    /// <param name="options">Which columns to read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or other than in training; the message names
    /// it.</exception>
    public static TrainingColumns Check(IDataView data, TrainingColumns training, MlpOptions options)
    {
        InputColumns.Check(MLNetInternals.ShapeOf(data.Schema), options, Set);
        var columns = new TrainingColumns(data, options);
        RequireEqual(columns.Features.Name, columns.FeatureCount, training.FeatureCount, "features");
        var (count, unit) = SizeOf(columns.Label);
        RequireEqual(columns.Label.Name, count, SizeOf(training.Label).Count, unit);
        if (LabelValues.Of(columns.Label) is { } values && LabelValues.Of(training.Label) is { } trained &&
            values.FirstDifference(trained) is { } difference)
            throw new ArgumentOutOfRangeException(null,
                $"The {Set}'{columns.Label.Name}' must have the keys of training; got '{difference.Mine}' for key " +
                $"{difference.Key}, which in training is '{difference.Other}'. {Remedy}");
        return columns;
    }

    /// <summary>Reads the rows, but for those that training would skip, too.</summary>
    /// <exception cref="InvalidOperationException">No row is left.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static LabeledRows Read(
        TrainingColumns columns, bool sparse, IChannel channel, CancellationToken cancellationToken)
    {
        var tally = new RowTally();
        var rows = columns.CreateEmpty(sparse);
        using var reader = columns.Open(tally, cancellationToken);
        while (reader.MoveNext()) reader.AppendTo(rows);
        tally.Report(columns, " of the validation set", channel);
        tally.RequireRows(columns, "validation", "measure on");
        return rows;
    }

    private static (ulong Count, string Unit) SizeOf(DataViewSchema.Column label) => label.Type switch
    {
        KeyDataViewType key => (key.Count, "classes"),
        VectorDataViewType vector => ((ulong)vector.Size, "numbers"),
        _ => (1, "numbers"),
    };

    private static void RequireEqual<T>(string name, T count, T trainingCount, string unit) where T : IEquatable<T>
    {
        if (!count.Equals(trainingCount))
            throw new ArgumentOutOfRangeException(null,
                $"The {Set}'{name}' has {count} {unit} but training has {trainingCount}. {Remedy}");
    }
}
