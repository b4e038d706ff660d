namespace Microsoft.ML.Data;

/// <summary>Mean and spread of one metric over repeated measurements, accumulated as by Welford (1962).</summary>
public sealed class MetricStatistics
{
    private double _squares;

    internal MetricStatistics()
    {
    }

    public double Mean { get; private set; }

    public double StandardDeviation => Count <= 1 ? 0 : Math.Sqrt(_squares / (Count - 1));

    public double StandardError => Count <= 1 ? 0 : StandardDeviation / Math.Sqrt(Count);

    public int Count { get; private set; }

    internal void Add(double metric)
    {
        double delta = metric - Mean;
        Count++;
        Mean += delta / Count;
        _squares += delta * (metric - Mean);
    }
}

/// <summary>Statistics of each metric of a task.</summary>
internal interface IMetricsStatistics<in TMetrics>
{
    /// <summary>Adds by how much the metrics differ from those of the untouched data.</summary>
    void Add(TMetrics metrics, TMetrics baseline);
}
