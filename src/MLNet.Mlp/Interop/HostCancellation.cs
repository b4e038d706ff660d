using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Interop;

/// <summary>A token that is canceled with another one or by ML.NET's own <c>MLContext.CancelExecution</c>, which only
/// sets a flag of its hosts: so it is looked at now and then.</summary>
internal sealed class HostCancellation : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _source;
    private readonly Timer? _timer;

    public HostCancellation(IHost host, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (host is not ICancelable cancelable) return;
        if (cancelable.IsCanceled) _source.Cancel();
        else _timer = new Timer(_ => CancelWith(cancelable), null, _interval, _interval);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        if (_timer is not null)
        {
            // A look that is under way must not come upon a disposed source.
            using var ended = new ManualResetEvent(false);
            if (_timer.Dispose(ended)) ended.WaitOne();
        }
        _source.Dispose();
    }

    private void CancelWith(ICancelable cancelable)
    {
        if (cancelable.IsCanceled) _source.Cancel();
    }
}
