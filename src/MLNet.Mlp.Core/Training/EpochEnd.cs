namespace MLNet.Mlp;

/// <summary>The end of an epoch, as <see cref="TrainingControl.OnEpochEnd"/> sees it.</summary>
public sealed class EpochEnd
{
    private readonly Network _network;

    internal EpochEnd(EpochReport report, Network network) => (Report, _network) = (report, network);

    /// <summary>What the epoch did.</summary>
    public EpochReport Report { get; }

    internal bool StopRequested { get; private set; }

    /// <summary>Ends training after this epoch, with <see cref="StopReason.Stopped"/>.</summary>
    public void Stop() => StopRequested = true;

    /// <summary>A copy of the network as it is after this epoch; to be called before the callback returns.</summary>
    public Network CopyNetwork() => _network.Clone();
}
