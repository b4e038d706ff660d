using System.Diagnostics;

namespace MLNet.Mlp.Benchmarks;

/// <summary>How much a run of the benchmarks may cost.</summary>
/// <param name="RowCount">Rows of the training set.</param>
/// <param name="Repeats">How often each measurement is repeated after a warm-up; the best counts, as everything that
/// disturbs a measurement makes it longer.</param>
internal sealed record Effort(int RowCount, int Repeats)
{
    public static readonly Effort Full = new(60_000, 10);

    public static readonly Effort Smoke = new(300, 1);

    /// <summary>The shortest time in seconds.</summary>
    public double BestOf(Action action)
    {
        action();
        var best = double.PositiveInfinity;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return best;
    }
}
