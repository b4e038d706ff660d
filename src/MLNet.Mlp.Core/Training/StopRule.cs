using System.Diagnostics;

namespace MLNet.Mlp;

/// <summary>Tells, between two steps, whether training must end before its time.</summary>
internal sealed class StopRule(TimeSpan? maximumDuration, CancellationToken cancellationToken)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Why training must end now, or null where it may go on.</summary>
    public StopReason? Reason =>
        cancellationToken.IsCancellationRequested ? StopReason.Canceled
        : Stopwatch.GetElapsedTime(_started) >= maximumDuration ? StopReason.TimeUp
        : null;
}
