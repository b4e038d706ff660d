namespace MLNet.Mlp;

/// <summary>What one epoch of training did.</summary>
/// <param name="Epoch">The epoch's number, from 1.</param>
/// <param name="Loss">The weighted mean of the training rows' losses, each measured just before the step that used it.
/// The penalties of the optimizer are not part of it.</param>
/// <param name="Accuracy">Fraction of training rows, measured likewise, that were right; null where the loss has no
/// such thing. See <see cref="ValidationReport.Accuracy"/>.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
/// <param name="RowCount">Training rows visited.</param>
/// <param name="Duration">Time of the epoch's training steps, without validation.</param>
/// <param name="Validation">Loss and accuracy of the validation rows after the epoch, where there are any.</param>
public sealed record EpochReport(
    int Epoch,
    double Loss,
    double? Accuracy,
    float LearningRate,
    long RowCount,
    TimeSpan Duration,
    ValidationReport? Validation)
{
    /// <summary>The signal and the gradient of each layer after the epoch, where
    /// <see cref="TrainingOptions.MeasureLayers"/> asks for them; else null.</summary>
    public IReadOnlyList<LayerStatistics>? Layers { get; init; }

    /// <summary>Training rows a second.</summary>
    public double RowsPerSecond => RowCount / Math.Max(Duration.TotalSeconds, 1e-9);

    /// <summary>The loss that tells whether training gets on.</summary>
    internal double WatchedLoss => Validation?.Loss ?? Loss;
}

/// <summary>How a network does on rows that it was not trained on.</summary>
/// <param name="Loss">The weighted mean of the rows' losses.</param>
/// <param name="Accuracy">Fraction of rows, whatever their weights, that are right: whose largest output is that of
/// their class; with sigmoid outputs or one score for two classes, all of whose labels are. Null where the targets are
/// values.</param>
/// <param name="Duration">Time it took to measure.</param>
public sealed record ValidationReport(double Loss, double? Accuracy, TimeSpan Duration);
