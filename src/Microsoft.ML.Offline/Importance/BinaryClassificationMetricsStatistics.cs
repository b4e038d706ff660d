namespace Microsoft.ML.Data;

public sealed class BinaryClassificationMetricsStatistics : IMetricsStatistics<BinaryClassificationMetrics>
{
    internal BinaryClassificationMetricsStatistics()
    {
    }

    public MetricStatistics AreaUnderRocCurve { get; } = new();

    public MetricStatistics Accuracy { get; } = new();

    public MetricStatistics PositivePrecision { get; } = new();

    public MetricStatistics PositiveRecall { get; } = new();

    public MetricStatistics NegativePrecision { get; } = new();

    public MetricStatistics NegativeRecall { get; } = new();

    public MetricStatistics F1Score { get; } = new();

    public MetricStatistics AreaUnderPrecisionRecallCurve { get; } = new();

    void IMetricsStatistics<BinaryClassificationMetrics>.Add(
        BinaryClassificationMetrics metrics, BinaryClassificationMetrics baseline)
    {
        AreaUnderRocCurve.Add(metrics.AreaUnderRocCurve - baseline.AreaUnderRocCurve);
        Accuracy.Add(metrics.Accuracy - baseline.Accuracy);
        PositivePrecision.Add(metrics.PositivePrecision - baseline.PositivePrecision);
        PositiveRecall.Add(metrics.PositiveRecall - baseline.PositiveRecall);
        NegativePrecision.Add(metrics.NegativePrecision - baseline.NegativePrecision);
        NegativeRecall.Add(metrics.NegativeRecall - baseline.NegativeRecall);
        F1Score.Add(metrics.F1Score - baseline.F1Score);
        AreaUnderPrecisionRecallCurve.Add(
            metrics.AreaUnderPrecisionRecallCurve - baseline.AreaUnderPrecisionRecallCurve);
    }
}
