using System.Globalization;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>Copies the rows of a data view, once, into the layout that training wants; or, where they are too many for
/// memory, counts them and leaves them where they are.</summary>
internal sealed class TrainingDataReader
{
    private readonly TrainingColumns _columns;
    private readonly MlpOptions _options;
    private readonly int _seed;
    private readonly IChannel _channel;
    private readonly CancellationToken _cancellationToken;
    private readonly StorageChoice _storage;
    private readonly LabeledRows _empty;

    /// <param name="columns">The columns to read.</param>
    /// <param name="options">How to keep the rows.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="channel">Told how many rows were left out.</param>
    /// <param name="cancellationToken">Ends reading with an exception.</param>
    public TrainingDataReader(
        TrainingColumns columns, MlpOptions options, int seed, IChannel channel, CancellationToken cancellationToken)
    {
        (_columns, _options, _seed, _channel, _cancellationToken) =
            (columns, options, seed, channel, cancellationToken);
        _storage = StorageChoice.Of(columns, options, cancellationToken);
        _empty = columns.CreateEmpty(_storage.IsSparse);
    }

    /// <summary>Whether the rows keep their features sparse.</summary>
    public bool IsSparse => _storage.IsSparse;

    /// <summary>Reads all rows but those that cannot be trained on, and warns of how many were left out.</summary>
    /// <exception cref="InvalidOperationException">What is left cannot be learned from; the message names the
    /// column.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public TrainingData Read()
    {
        if (_options.RowStorage == RowStorage.Memory) return ReadAll(long.MaxValue, Says)!;
        if (_options.RowStorage == RowStorage.Stream) return Stream(Says);

        var (limit, what) = _options.MemoryLimit is { } given
            ? (given, nameof(MlpOptions.MemoryLimit))
            : (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, "half of the memory there is");
        var shown = $"{RowMemory.Describe(limit)}, {what}";
        var estimate = _columns.KnownRowCount is { } rowCount
            ? MemoryFactor * RowMemory.Estimate(rowCount, _empty, _storage.Density)
            : null;
        if (estimate > limit)
            return Stream(
                $"as they would take about {RowMemory.Describe(estimate.Value)} of memory, more than {shown}");
        return ReadAll(limit, $"at most {shown}") ?? Stream($"as they take more memory than {shown}");
    }

    private static string Says => $"as {nameof(MlpOptions.RowStorage)} says";

    /// <summary>How often training has each row in memory, on average: it copies those that it sets aside. As a decimal
    /// number, so that 0.1f is 0.1.</summary>
    private double MemoryFactor => 1 + (double)(decimal)_options.ValidationFraction;

    /// <returns>Null as soon as the rows take more than the limit.</returns>
    private TrainingData? ReadAll(long limit, string reason)
    {
        var tally = new RowTally();
        var rows = _columns.CreateEmpty(IsSparse);
        using var reader = _columns.Open(tally, _cancellationToken);
        while (reader.MoveNext())
        {
            reader.AppendTo(rows);
            if (MemoryFactor * RowMemory.Of(rows) > limit) return null;
        }
        Report(tally);
        if (rows.Targets is ClassLabels && !rows.Labels.ContainsAnyExcept(rows.Labels[0]))
            throw OneClass(rows.RowCount);
        var labelScale = _options.ScalesLabel ? LabelScale.Of(rows) : null;
        labelScale?.Apply(rows);
        return new TrainingData(rows, labelScale,
            $"{Describe(tally, rows.RowCount)} In memory: {RowMemory.Describe(RowMemory.Of(rows))}, {reason}.");
    }

    /// <summary>Reads all rows once, to count them and to keep those set aside.</summary>
    private TrainingData Stream(string reason)
    {
        var tally = new RowTally();
        var heldOut = _options.ValidationFraction > 0 ? new HeldOutRows(_seed, _options.ValidationFraction) : null;
        var heldOutRows = heldOut is null ? null : _columns.CreateEmpty(IsSparse);
        var labels = new LabelTally(_empty, _options.ScalesLabel);
        var rowCount = 0L;
        using var reader = _columns.Open(tally, _cancellationToken);
        while (reader.MoveNext())
        {
            var isHeldOut = heldOut?.Contains(reader.Row) == true;
            if (isHeldOut) reader.AppendTo(heldOutRows!);
            else rowCount++;
            labels.Add(reader, isHeldOut);
        }
        Report(tally);
        if (heldOut is not null && (rowCount == 0 || heldOutRows!.RowCount == 0))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{nameof(MlpOptions.ValidationFraction)} must leave at least one row to train on, and set one " +
                $"aside; got {_options.ValidationFraction} of {tally.RowCount} rows. Try more rows, or a " +
                $"{nameof(MlpOptions.ValidationSet)}."));
        if (labels.HasOneClass) throw OneClass(rowCount);
        var labelScale = labels.Scale;
        if (heldOutRows is not null) labelScale?.Apply(heldOutRows);

        var aside = heldOutRows is null ? "" : $" {heldOutRows.RowCount} more are set aside for validation, in memory.";
        var source = new DataViewRowSource(_columns, IsSparse, heldOut, rowCount, labelScale);
        return new TrainingData(source, rowCount, heldOutRows, labelScale,
            $"{Describe(tally, rowCount)} As a stream, {Math.Min(rowCount, _options.ShuffleBufferRows)} rows at a " +
            $"time, {reason}.{aside}");
    }

    private void Report(RowTally tally)
    {
        tally.Report(_columns, "", _channel);
        tally.RequireRows(_columns, "training", "train on");
    }

    private string Describe(RowTally tally, long rowCount) => string.Create(CultureInfo.InvariantCulture,
        $"Training rows: {rowCount} of {_columns.FeatureCount} features, of which " +
        $"{tally.Density(_columns.FeatureCount):P1} are not zero in the first " +
        $"{Math.Min(tally.RowCount, RowTally.SampleRows)} rows. " +
        $"{(IsSparse ? "Sparse" : "Dense")}, {_storage.Reason}.");

    private InvalidOperationException OneClass(long rowCount) => new(
        $"The label column '{_columns.Label.Name}' must hold at least 2 different classes; " +
        $"all {rowCount} rows have the same.");
}
