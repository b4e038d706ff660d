namespace MLNet.Mlp.Tests.Training;

public class KeptGpusTests
{
    private readonly List<string> _events = [];

    private sealed class Opened(string name, List<string> events) : IDisposable
    {
        public void Dispose() => events.Add($"closed {name}");
    }

    private Opened Open(int id)
    {
        if (id > 1) throw new IOException($"There is no GPU {id}.");
        var name = $"{id}, time {_events.Count(e => e.StartsWith($"opened {id}", StringComparison.Ordinal)) + 1}";
        _events.Add($"opened {name}");
        return new Opened(name, _events);
    }

    [Fact]
    public void A_gpu_is_let_go_only_when_it_has_been_opened_again()
    {
        var kept = new KeptGpus(Open);
        kept.Keep(0);
        kept.Keep(1);
        kept.Keep(0);
        Assert.Equal(["opened 0, time 1", "opened 1, time 1", "opened 0, time 2", "closed 0, time 1"], _events);
    }

    [Fact]
    public void One_that_cannot_be_opened_is_not_kept()
    {
        var kept = new KeptGpus(Open);
        Assert.Throws<IOException>(() => kept.Keep(2));
        Assert.Throws<IOException>(() => kept.Keep(2));
        Assert.Empty(_events);
    }
}
