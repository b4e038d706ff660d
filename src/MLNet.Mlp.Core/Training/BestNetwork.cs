using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>Keeps the network of the epoch with the lowest validation loss, the first of equals.</summary>
internal sealed class BestNetwork
{
    private double _loss = double.PositiveInfinity;

    /// <summary>The network, or null while there is none.</summary>
    public Network? Network { get; private set; }

    /// <summary>Its epoch, from 1.</summary>
    public int? Epoch { get; private set; }

    /// <summary>Whether an epoch is better than those before. A loss of NaN is never better.</summary>
    public bool IsSurpassedBy(EpochReport report) => report.Validation is { } validation && validation.Loss < _loss;

    /// <summary>Fetches the parameters of the epoch that has ended, which is better than those before; where that
    /// fails the best is still the one before.</summary>
    /// <param name="report">The epoch.</param>
    /// <param name="session">Has the parameters as they are after it.</param>
    /// <param name="makeRoom">Gives a network to write them into and to keep, where there is none yet.</param>
    public void Fetch(EpochReport report, ITrainingSession session, Func<Network> makeRoom)
    {
        var network = Network ?? makeRoom();
        session.CopyParametersTo(network);
        (_loss, Epoch, Network) = (report.Validation!.Loss, report.Epoch, network);
    }

    /// <summary>Goes on from the best network of another run, of which a copy is kept.</summary>
    public void Resume(EpochReport report, Network network)
    {
        if (!IsSurpassedBy(report)) return;
        (_loss, Epoch, Network) = (report.Validation!.Loss, report.Epoch, network.Clone());
    }
}
