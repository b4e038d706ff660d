using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Checkpoints;

/// <summary>The JSON that holds what of a checkpoint is no tensor.</summary>
internal sealed record CheckpointContents(
    [property: JsonPropertyName("step_count"), JsonRequired] long StepCount,
    [property: JsonPropertyName("rows_done"), JsonRequired] long RowsDone,
    [property: JsonPropertyName("epoch_totals"), JsonRequired] CheckpointContents.Sums EpochTotals,
    [property: JsonPropertyName("epoch_ticks"), JsonRequired] long EpochTicks,
    [property: JsonPropertyName("best_epoch")] int? BestEpoch,
    [property: JsonPropertyName("run"), JsonRequired] RunFingerprint Run,
    [property: JsonPropertyName("history"), JsonRequired] IReadOnlyList<CheckpointContents.Epoch> History)
{
    /// <summary>The totals of the epoch at hand. Its losses were all finite.</summary>
    public sealed record Sums(
        [property: JsonPropertyName("loss"), JsonRequired] double Loss,
        [property: JsonPropertyName("weight"), JsonRequired] double Weight,
        [property: JsonPropertyName("correct"), JsonRequired] long Correct,
        [property: JsonPropertyName("batches"), JsonRequired] int Batches);

    /// <summary>The report of an epoch, whose number is its place.</summary>
    public sealed record Epoch(
        [property: JsonPropertyName("loss"), JsonRequired] double Loss,
        [property: JsonPropertyName("accuracy")] double? Accuracy,
        [property: JsonPropertyName("learning_rate"), JsonRequired] float LearningRate,
        [property: JsonPropertyName("rows"), JsonRequired] long Rows,
        [property: JsonPropertyName("ticks"), JsonRequired] long Ticks,
        [property: JsonPropertyName("validation")] Validation? Validation,
        [property: JsonPropertyName("layers")] IReadOnlyList<LayerStatistics>? Layers);

    public sealed record Validation(
        [property: JsonPropertyName("loss"), JsonRequired] double Loss,
        [property: JsonPropertyName("accuracy")] double? Accuracy,
        [property: JsonPropertyName("ticks"), JsonRequired] long Ticks);

    /// <summary>A validation loss may be NaN or infinite; numbers are written so that they are read bitwise the same.
    /// </summary>
    private static readonly JsonSerializerOptions _json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    public static CheckpointContents Of(TrainingCheckpoint checkpoint) => new(
        checkpoint.Session.StepCount,
        checkpoint.RowsDone,
        new Sums(checkpoint.EpochTotals.LossSum, checkpoint.EpochTotals.WeightSum, checkpoint.EpochTotals.CorrectCount,
            checkpoint.EpochTotals.BatchCount),
        checkpoint.EpochDuration.Ticks,
        checkpoint.BestEpoch,
        checkpoint.Fingerprint,
        [.. checkpoint.History.Select(report => new Epoch(report.Loss, report.Accuracy, report.LearningRate,
            report.RowCount, report.Duration.Ticks, report.Validation is { } validation
                ? new Validation(validation.Loss, validation.Accuracy, validation.Duration.Ticks)
                : null, report.Layers))]);

    public Totals Totals() => new(
        EpochTotals.Loss, EpochTotals.Weight, EpochTotals.Correct, RowsDone, EpochTotals.Batches, null);

    public IReadOnlyList<EpochReport> Reports() =>
    [
        .. History.Select((epoch, index) => new EpochReport(index + 1, epoch.Loss, epoch.Accuracy, epoch.LearningRate,
            epoch.Rows, new TimeSpan(epoch.Ticks), epoch.Validation is { } validation
                ? new ValidationReport(validation.Loss, validation.Accuracy, new TimeSpan(validation.Ticks))
                : null)
        {
            Layers = epoch.Layers,
        }),
    ];

    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <exception cref="FormatException">The text is something else, or contradicts itself.</exception>
    public static CheckpointContents Parse(string text)
    {
        CheckpointContents contents;
        try
        {
            contents = JsonSerializer.Deserialize<CheckpointContents>(text, _json) ??
                throw new JsonException("It is null.");
            // Elements of lists are not checked by the serializer.
            if (contents.History.Any(epoch => epoch is null)) throw new JsonException("An epoch is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"What it says of the run is not the expected JSON. {e.Message}", e);
        }
        if (contents.RowsDone < 0 || contents.RowsDone > contents.Run.RowCount || contents.StepCount < 0)
            throw new FormatException(
                $"It says that {contents.RowsDone} of {contents.Run.RowCount} rows and {contents.StepCount} steps are " +
                "done.");
        if (contents.BestEpoch is { } best &&
            (best < 1 || best > contents.History.Count || contents.History[best - 1].Validation is null))
            throw new FormatException($"The best epoch must be one that was validated; got {best}.");
        return contents;
    }
}
