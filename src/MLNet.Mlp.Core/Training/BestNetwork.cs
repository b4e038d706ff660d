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

    /// <summary>Fetches the parameters if they are better than those before. A loss of NaN is never better.</summary>
    /// <param name="report">The epoch that has ended.</param>
    /// <param name="session">Has the parameters as they are after it.</param>
    /// <param name="shape">A network of that shape.</param>
    public void Offer(EpochReport report, ITrainingSession session, Network shape)
    {
        if (report.Validation is not { } validation || !(validation.Loss < _loss)) return;
        (_loss, Epoch) = (validation.Loss, report.Epoch);
        Network ??= shape.CloneShape();
        session.CopyParametersTo(Network);
    }

    /// <summary>Goes on from the best network of another run, of which a copy is kept.</summary>
    public void Resume(EpochReport report, Network network)
    {
        if (!(report.Validation!.Loss < _loss)) return;
        (_loss, Epoch, Network) = (report.Validation.Loss, report.Epoch, network.Clone());
    }
}
