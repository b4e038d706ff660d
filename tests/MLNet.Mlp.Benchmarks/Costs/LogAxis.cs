using System.Globalization;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A logarithmic axis: equal distances are equal ratios, and what grows in proportion is a straight line of
/// slope 1.</summary>
internal sealed class LogAxis
{
    private readonly double _from, _to, _first, _last;

    /// <param name="values">What it must show; all positive.</param>
    /// <param name="from">Where it starts, in pixels.</param>
    /// <param name="to">Where it ends.</param>
    public LogAxis(IEnumerable<double> values, double from, double to)
    {
        (_from, _to) = (from, to);
        var logs = values.Select(Math.Log10).ToArray();
        var margin = Math.Max(0.1, 0.05 * (logs.Max() - logs.Min()));
        (_first, _last) = (logs.Min() - margin, logs.Max() + margin);
    }

    /// <summary>Where a value lies, in pixels.</summary>
    public double this[double value] => _from + (Math.Log10(value) - _first) / (_last - _first) * (_to - _from);

    /// <summary>Round values on the axis: 1, 2 and 5 of each power of ten, on a short axis more, on a long one only the
    /// powers.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            double[] digits = (_last - _first) switch
            {
                > 2.2 => [1],
                > 0.9 => [1, 2, 5],
                _ => [1, 2, 3, 5, 7],
            };
            for (var power = (int)Math.Floor(_first); power <= _last; power++)
                foreach (var digit in digits)
                {
                    var log = power + Math.Log10(digit);
                    if (log >= _first && log <= _last) yield return digit * Math.Pow(10, power);
                }
        }
    }

    /// <summary>A tick's text: "0.05" or "20,000".</summary>
    public static string Label(double value) =>
        value.ToString(value >= 1 ? "#,0" : "0.########", CultureInfo.InvariantCulture);
}
