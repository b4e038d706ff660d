using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>Rows to train on, in memory or as a stream, and those set aside of a stream.</summary>
internal sealed class TrainingData
{
    /// <param name="rows">The rows.</param>
    /// <param name="labelScale">What their labels have been scaled with, or null.</param>
    /// <param name="description">How they are kept and why, for the log.</param>
    public TrainingData(LabeledRows rows, LabelScale? labelScale, string description)
    {
        (Rows, Kind, RowCount, LabelScale, Description) = (rows, rows, rows.RowCount, labelScale, description);
    }

    /// <param name="stream">The rows.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="heldOut">Rows set aside for validation, or null.</param>
    /// <param name="labelScale">What all their labels are scaled with, or null.</param>
    /// <param name="description">How they are kept and why, for the log.</param>
    public TrainingData(
        IRowSource stream, long rowCount, LabeledRows? heldOut, LabelScale? labelScale, string description)
    {
        (Stream, Kind, RowCount, HeldOut, LabelScale, Description) =
            (stream, stream.CreateEmpty(), rowCount, heldOut, labelScale, description);
    }

    /// <summary>The rows in memory; null where they are a <see cref="Stream"/>.</summary>
    public LabeledRows? Rows { get; }

    /// <summary>The rows as a stream; null where they are in memory.</summary>
    public IRowSource? Stream { get; }

    /// <summary>Of a stream, the rows set aside for <see cref="MlpOptions.ValidationFraction"/>.</summary>
    public LabeledRows? HeldOut { get; }

    /// <summary>A set of the features and targets that the rows have, perhaps without the rows.</summary>
    public LabeledRows Kind { get; }

    /// <summary>Number of rows to train on. Of those in memory, training still sets some aside for
    /// <see cref="MlpOptions.ValidationFraction"/>.</summary>
    public long RowCount { get; }

    /// <summary>What the labels have been scaled with, or null if they are as they came.</summary>
    public LabelScale? LabelScale { get; }

    /// <summary>How the rows are kept and why, for the log.</summary>
    public string Description { get; }

    /// <summary>Trains on the rows.</summary>
    public TrainingResult Train(
        Network network, LabeledRows? validation, TrainingOptions options, TrainingControl control, IBackend backend)
    {
        if (Rows is not null)
            return TrainingLoop.Train(network, Rows, options, control with { Validation = validation }, backend);
        if (HeldOut is not null) options = options with { ValidationFraction = 0 };
        return TrainingLoop.Train(
            network, Stream!, options, control with { Validation = validation ?? HeldOut }, backend);
    }
}
