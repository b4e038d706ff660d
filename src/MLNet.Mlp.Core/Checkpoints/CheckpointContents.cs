using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Checkpoints;

/// <summary>The JSON that holds what of a checkpoint is no tensor. Its names are those of the properties here, of
/// <see cref="RunFingerprint"/> and of <see cref="LayerStatistics"/>, in lower case with underscores: to rename one
/// needs a new <see cref="CheckpointFormat.Version"/>. What is null is left out.</summary>
internal sealed record CheckpointContents(
    long StepCount,
    long RowsDone,
    CheckpointContents.Sums EpochTotals,
    long EpochTicks,
    RunFingerprint Run,
    IReadOnlyList<CheckpointContents.Epoch> History,
    int? BestEpoch = null)
{
    /// <summary>The totals of the epoch at hand. Its losses were all finite.</summary>
    public sealed record Sums(double Loss, double Weight, long Correct, int Batches);

    /// <summary>The report of an epoch, whose number is its place.</summary>
    public sealed record Epoch(
        double Loss,
        float LearningRate,
        long Rows,
        long Ticks,
        double? Accuracy = null,
        Validation? Validation = null,
        IReadOnlyList<LayerStatistics>? Layers = null);

    public sealed record Validation(double Loss, long Ticks, double? Accuracy = null);

    /// <summary>So long that the time to come can be added.</summary>
    private const long MaximumTicks = long.MaxValue / 2;

    /// <summary>A validation loss and the ratios of a layer may be NaN or infinite; numbers are written so that they
    /// are read bitwise the same.</summary>
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static CheckpointContents Of(TrainingCheckpoint checkpoint) => new(
        checkpoint.Session.StepCount,
        checkpoint.RowsDone,
        new Sums(checkpoint.EpochTotals.LossSum, checkpoint.EpochTotals.WeightSum, checkpoint.EpochTotals.CorrectCount,
            checkpoint.EpochTotals.BatchCount),
        checkpoint.EpochDuration.Ticks,
        checkpoint.Fingerprint,
        [.. checkpoint.History.Select(report => new Epoch(report.Loss, report.LearningRate, report.RowCount,
            report.Duration.Ticks, report.Accuracy, report.Validation is { } validation
                ? new Validation(validation.Loss, validation.Duration.Ticks, validation.Accuracy)
                : null, report.Layers))],
        checkpoint.BestEpoch);

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
            if (contents.History.Any(epoch => epoch is null || epoch.Layers?.Contains(null) == true))
                throw new JsonException("An epoch or a layer is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"What it says of the run is not the expected JSON. {Excerpt.Of(e.Message)}", e);
        }
        if (contents.RowsDone < 0 || contents.RowsDone > contents.Run.RowCount || contents.StepCount < 0)
            throw new FormatException(
                $"It says that {contents.RowsDone} of {contents.Run.RowCount} rows are done, and " +
                $"{contents.StepCount} " +
                "steps.");
        if (contents.EpochTicks is < 0 or > MaximumTicks)
            throw new FormatException(
                $"The time of the epoch at hand must be in [0, {MaximumTicks}] ticks; got {contents.EpochTicks}.");
        if (contents.BestEpoch is { } best &&
            (best < 1 || best > contents.History.Count || contents.History[best - 1].Validation is null))
            throw new FormatException($"The best epoch must be one that was validated; got {best}.");
        return contents;
    }
}
