using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>The end of an epoch, as <see cref="TrainingControl.OnEpochEnd"/> sees it.</summary>
public sealed class EpochEnd
{
    private readonly Network _shape;
    private ITrainingSession? _session;

    internal EpochEnd(EpochReport report, ITrainingSession session, Network shape) =>
        (Report, _session, _shape) = (report, session, shape);

    /// <summary>What the epoch did.</summary>
    public EpochReport Report { get; }

    internal bool StopRequested { get; private set; }

    /// <summary>Ends training after this epoch, with <see cref="StopReason.Stopped"/>.</summary>
    public void Stop() => StopRequested = true;

    /// <summary>A copy of the network as it is after this epoch.</summary>
    /// <exception cref="InvalidOperationException">The callback has returned, and training may have gone
    /// on.</exception>
    public Network CopyNetwork()
    {
        if (_session is null)
            throw new InvalidOperationException(
                $"{nameof(CopyNetwork)} must be called before {nameof(TrainingControl.OnEpochEnd)} returns.");
        var copy = _shape.CloneShape();
        _session.CopyParametersTo(copy);
        return copy;
    }

    /// <summary>To be called when the callback has returned.</summary>
    internal void Close() => _session = null;
}
