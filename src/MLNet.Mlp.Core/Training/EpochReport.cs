namespace MLNet.Mlp;

/// <summary>What one epoch of training did.</summary>
/// <param name="Epoch">The epoch's number, from 1.</param>
/// <param name="Loss">Mean cross-entropy, in nats, of the training rows, each measured just before the step that used it.
/// The penalty of weight decay is not part of it.</param>
/// <param name="Accuracy">Fraction of training rows, measured likewise, whose most probable class was right.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
/// <param name="RowCount">Training rows visited.</param>
/// <param name="Duration">Time of the epoch's training steps, without validation.</param>
/// <param name="Validation">Loss and accuracy of the validation rows after the epoch, where there are any.</param>
public sealed record EpochReport(
    int Epoch,
    double Loss,
    double Accuracy,
    float LearningRate,
    int RowCount,
    TimeSpan Duration,
    ValidationReport? Validation)
{
    /// <summary>Training rows a second.</summary>
    public double RowsPerSecond => RowCount / Math.Max(Duration.TotalSeconds, 1e-9);
}

/// <summary>How a network does on rows that it was not trained on.</summary>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Fraction of rows whose most probable class is right.</param>
/// <param name="Duration">Time it took to measure.</param>
public sealed record ValidationReport(double Loss, double Accuracy, TimeSpan Duration);
