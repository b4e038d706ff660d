namespace MLNet.Mlp;

/// <summary>Keeps the network of the epoch with the lowest validation loss, the first of equals.</summary>
internal sealed class BestNetwork
{
    private double _loss = double.PositiveInfinity;

    /// <summary>The network, or null while there is none.</summary>
    public Network? Network { get; private set; }

    /// <summary>Its epoch, from 1.</summary>
    public int? Epoch { get; private set; }

    /// <summary>Copies the network if it is better than those before. A loss of NaN is never better.</summary>
    public void Offer(EpochReport report, Network network)
    {
        if (report.Validation is not { } validation || !(validation.Loss < _loss)) return;
        (_loss, Epoch) = (validation.Loss, report.Epoch);
        if (Network is null) Network = network.Clone();
        else Network.CopyFrom(network);
    }
}
