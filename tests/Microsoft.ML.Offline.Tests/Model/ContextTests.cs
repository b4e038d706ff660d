using Microsoft.ML.Runtime;

namespace Microsoft.ML.Offline.Tests.Model;

public sealed class ContextTests
{
    [Fact]
    public void Messages_reach_the_log_with_their_source()
    {
        var ml = new MLContext();
        var seen = new List<LoggingEventArgs>();
        ml.Log += (_, message) => seen.Add(message);

        using (var channel = ((IHostEnvironment)ml).Register("Trainer").Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "epoch {0}", 3);
            channel.Warning(MessageSensitivity.None, "skipped {rows}");
        }

        var info = Assert.Single(seen, message => message.Kind == ChannelMessageKind.Info);
        Assert.Equal("[Source=Trainer; Training, Kind=Info] epoch 3", info.Message);
        Assert.Equal("epoch 3", info.RawMessage);
        Assert.Equal("Trainer; Training", info.Source);
        var warning = Assert.Single(seen, message => message.Kind == ChannelMessageKind.Warning);
        Assert.Equal("skipped {rows}", warning.RawMessage);
        Assert.Contains(seen, message => message.Message == "[Source=Trainer; Training, Kind=Trace] Channel started");
    }

    [Fact]
    public void Hosts_in_hosts_are_named_after_the_owner_of_their_parent()
    {
        var ml = new MLContext();
        var seen = new List<string>();
        ml.Log += (_, message) => seen.Add(message.Source);

        var host = ((IHostEnvironment)ml).Register("A").Register("B");
        host.Start("C").Dispose();
        host.Register("D").Start("E").Dispose();

        Assert.Equal(["B; C", "A; D; E"], seen.Distinct());
    }

    [Fact]
    public void Random_streams_follow_the_seed()
    {
        int[] Draw(int? seed, int? own = null) =>
            [.. Enumerable.Range(0, 5).Select(_ => 0).Zip(Hosts(seed, own), (_, host) => host.Rand.Next())];

        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.Equal(5, Draw(7).Distinct().Count());
        Assert.Single(Draw(7, own: 3).Distinct());

        static IEnumerable<IHost> Hosts(int? seed, int? own)
        {
            IHostEnvironment env = new MLContext(seed);
            while (true)
                yield return env.Register("Host", own);
        }
    }

    [Fact]
    public void Settings_have_the_defaults_of_ML_NET()
    {
        var ml = new MLContext();

        Assert.Null(ml.GpuDeviceId);
        Assert.False(ml.FallbackToCpu);
        Assert.Equal(Path.GetTempPath(), ml.TempFilePath);
    }

    [Fact]
    public void Progress_can_be_reported()
    {
        using var progress = ((IHostEnvironment)new MLContext()).Register("Trainer").StartProgressChannel("Training");

        progress.SetHeader(new ProgressHeader(["Loss"], ["epochs"]), entry => entry.SetProgress(0, 1, 2));
        progress.Checkpoint(0.5, 1);

        Assert.NotNull(progress);
    }
}
