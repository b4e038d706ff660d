using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>The network to start from until parameters are fetched from the session, and then a network that holds
/// those fetched last. A run has only this one, as a network may be most of its memory.</summary>
/// <param name="start">The network to start from.</param>
/// <param name="mayOverwrite">Whether it may be written into; else it is left as it is, and the first fetch makes
/// room for another.</param>
internal sealed class FetchedNetwork(Network start, bool mayOverwrite)
{
    private bool _mayOverwrite = mayOverwrite;
    private bool _isCurrent;

    /// <summary>The network; not to be changed, nor given away.</summary>
    public Network Network { get; private set; } = start;

    /// <summary>Whether it has ever been fetched.</summary>
    public bool IsFetched { get; private set; }

    /// <summary>Brings the network up to date and returns it, as <see cref="Network"/>; where that fails it stays as it
    /// was.</summary>
    public Network Fetch(ITrainingSession session)
    {
        if (_isCurrent) return Network;
        var network = _mayOverwrite ? Network : Network.CloneShape();
        session.CopyParametersTo(network);
        (Network, _mayOverwrite, _isCurrent, IsFetched) = (network, true, true, true);
        return Network;
    }

    /// <summary>To be called when the session takes a step, so that the next fetch is not left out.</summary>
    public void Outdate() => _isCurrent = false;

    /// <summary>Gives away room for a network of this shape: this one, where it may be overwritten, which from then on
    /// serves here as a shape alone.</summary>
    public Network GiveRoom()
    {
        if (!_mayOverwrite) return Network.CloneShape();
        (_mayOverwrite, _isCurrent) = (false, false);
        return Network;
    }

    /// <summary>The network to be given away, as the last thing that is done with it here.</summary>
    public Network Give() => _mayOverwrite ? Network : Network.Clone();
}
