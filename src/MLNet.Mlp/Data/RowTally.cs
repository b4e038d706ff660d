using System.Globalization;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>What one pass over the rows of a data view has counted.</summary>
internal sealed class RowTally
{
    /// <summary>Rows of which the density is taken.</summary>
    public const int SampleRows = 1000;

    /// <summary>Rows that can be trained on.</summary>
    public long RowCount { get; private set; }

    /// <summary>Of the first <see cref="SampleRows"/> of these, the features that are not zero.</summary>
    public long SampleNonZeros { get; private set; }

    public long MissingLabels { get; set; }

    /// <summary>Rows with a NaN, infinite or negative weight.</summary>
    public long BadWeights { get; set; }

    /// <summary>Rows that are to count for nothing, and which are left out as the trainers of ML.NET do.</summary>
    public long ZeroWeights { get; set; }

    public long BadFeatures { get; set; }

    private long Skipped => MissingLabels + BadWeights + ZeroWeights + BadFeatures;

    /// <summary>Counts a row that can be trained on.</summary>
    /// <param name="values">The features that the row has; all others are zero.</param>
    public void Add(ReadOnlySpan<float> values)
    {
        if (RowCount++ >= SampleRows) return;
        foreach (var value in values)
            if (value != 0) SampleNonZeros++;
    }

    /// <summary>The fraction of the features that are not zero, in the first <see cref="SampleRows"/> rows.</summary>
    public double Density(int featureCount) =>
        SampleNonZeros / Math.Max(1.0, Math.Min(RowCount, SampleRows) * (double)featureCount);

    /// <summary>Tells how many rows were left out, and why.</summary>
    /// <param name="columns">Where they were read from.</param>
    /// <param name="set">What to add to "rows": "" or " of the validation set".</param>
    /// <param name="channel">Where to tell it.</param>
    public void Report(TrainingColumns columns, string set, IChannel channel)
    {
        void Warn(long count, string what)
        {
            if (count > 0)
                channel.Warning(MessageSensitivity.Schema,
                    string.Create(CultureInfo.InvariantCulture, $"Skipped {count} rows{set} {what}."));
        }
        Warn(MissingLabels, $"whose label '{columns.Label.Name}' is missing");
        Warn(BadWeights, $"with a NaN, infinite or negative weight '{columns.Weight?.Name}'");
        Warn(BadFeatures, $"with a NaN or infinite value in '{columns.Features.Name}'");
        if (ZeroWeights > 0)
            channel.Info(MessageSensitivity.Schema, string.Create(CultureInfo.InvariantCulture,
                $"Left out {ZeroWeights} rows{set} whose weight '{columns.Weight?.Name}' is 0."));
    }

    /// <summary>Refuses a set of which nothing is left.</summary>
    /// <param name="columns">Where it was read from.</param>
    /// <param name="set">What the set is called: "training".</param>
    /// <param name="use">What its rows are for: "train on".</param>
    /// <exception cref="InvalidOperationException">There is no row; the message says why.</exception>
    public void RequireRows(TrainingColumns columns, string set, string use)
    {
        if (RowCount > 0) return;
        if (Skipped == 0) throw new InvalidOperationException($"The {set} data has no rows.");
        var weights = columns.Weight is { Name: var weight }
            ? $"{BadWeights + ZeroWeights} have no positive and finite weight in '{weight}', "
            : "";
        throw new InvalidOperationException(
            $"No row is left to {use}: {MissingLabels} rows have no label in '{columns.Label.Name}', " +
            $"{weights}and {BadFeatures} have a NaN or infinite value in '{columns.Features.Name}'.");
    }
}
