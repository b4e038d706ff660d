namespace MLNet.Mlp.Tests;

/// <summary>Tells of each epoch at once, on the thread that trains.</summary>
internal sealed class Listener(Action<EpochReport> report) : IProgress<EpochReport>
{
    public void Report(EpochReport value) => report(value);
}
