using System.Diagnostics;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>How far a run has come: what decides how it goes on, beside the parameters and what the session keeps.
/// </summary>
internal sealed class RunProgress(TrainingOptions options)
{
    private readonly List<EpochReport> _history = [];
    private readonly List<double> _losses = [];
    private readonly ConvergenceRule _convergence = new(options.ConvergenceTolerance, options.ConvergencePatience);
    private TimeSpan _epochDurationBefore;

    /// <summary>The reports of the epochs done.</summary>
    public IReadOnlyList<EpochReport> History => _history;

    /// <summary>The losses of the epochs done that are watched.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>Whether the loss had stopped improving after the last epoch done.</summary>
    public bool HasConverged { get; private set; }

    /// <summary>The epoch at hand, from 1.</summary>
    public int Epoch => _history.Count + 1;

    /// <summary>Rows done of the epoch at hand.</summary>
    public long RowsDone { get; private set; }

    /// <summary>The sums of the epoch at hand.</summary>
    public Totals EpochTotals { get; private set; }

    /// <summary>Runs while steps of the epoch at hand are taken.</summary>
    public Stopwatch EpochTime { get; } = new();

    public TimeSpan EpochDuration => _epochDurationBefore + EpochTime.Elapsed;

    /// <summary>Adds steps to the epoch at hand.</summary>
    public void Add(int rowCount, Totals totals)
    {
        RowsDone += rowCount;
        EpochTotals = EpochTotals.Add(totals);
    }

    /// <summary>Ends the epoch at hand.</summary>
    public void Add(EpochReport report)
    {
        AddLoss(report);
        (RowsDone, EpochTotals, _epochDurationBefore) = (0, default, default);
        EpochTime.Reset();
    }

    /// <summary>Goes to where another run was. What follows from the history is found by going through it once more.
    /// </summary>
    public void Resume(TrainingCheckpoint checkpoint)
    {
        foreach (var report in checkpoint.History) AddLoss(report);
        (RowsDone, EpochTotals, _epochDurationBefore) =
            (checkpoint.RowsDone, checkpoint.EpochTotals, checkpoint.EpochDuration);
    }

    private void AddLoss(EpochReport report)
    {
        _history.Add(report);
        _losses.Add(report.WatchedLoss);
        HasConverged = _convergence.HasConverged(report.WatchedLoss);
    }
}
