namespace MLNet.Mlp;

/// <summary>A trained network and how it came about.</summary>
/// <param name="Network">The network after the last whole or interrupted epoch.</param>
/// <param name="History">One report for each whole epoch.</param>
/// <param name="StopReason">Why training ended.</param>
public sealed record TrainingResult(Network Network, IReadOnlyList<EpochReport> History, StopReason StopReason);

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were done.</summary>
    EpochsDone,

    /// <summary>The loss had stopped improving.</summary>
    Converged,

    /// <summary>The caller asked to stop; the network is the one so far.</summary>
    Canceled,
}
