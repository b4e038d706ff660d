using System.Text;
using MLNet.Mlp.Checkpoints;
using MLNet.Mlp.Core.Tests.Persistence;
using MLNet.Mlp.Core.Tests.Properties;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Whatever is done to a checkpoint, loading it gives one or throws a <see cref="FormatException"/>. Any other
/// exception fails these tests.</summary>
public class HostileCheckpointTests
{
    private static readonly TrainingCheckpoint _checkpoint = TrainingLoop.Train(
        Network.Create(2, [new HiddenLayer(2) { BatchNormalization = true }], 3, seed: 1), TestRun.Rows,
        new TrainingOptions { Epochs = 1, BatchSize = 20, Optimizer = new MomentumSgd() },
        TestRun.Validated, TestRun.Backend("reference")).Checkpoint!;

    private static byte[] Bytes(TrainingCheckpoint checkpoint)
    {
        using var stream = new MemoryStream();
        CheckpointFormat.Write(checkpoint, stream);
        return stream.ToArray();
    }

    /// <summary>Null for a file that is refused.</summary>
    private static TrainingCheckpoint? LoadOrRefuse(Stream stream, HashSet<string>? messages = null)
    {
        try
        {
            return CheckpointFormat.Read(stream);
        }
        catch (FormatException e)
        {
            Assert.InRange(e.Message.Length, 1, 4000);
            Assert.DoesNotContain(e.Message, char.IsControl);
            messages?.Add(e.Message);
            return null;
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var whole = Bytes(_checkpoint);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(LoadOrRefuse(new MemoryStream(whole[..length])));
            using var pipe = new StreamWithoutLength(whole[..length]);
            Assert.Null(LoadOrRefuse(pipe));
        }
    }

    // The checksum is one of all values and of all that is said of the network and the run; what is left are the names
    // and sizes of tensors. Every third bit, as that is some of each byte, and all take long.
    [Fact]
    public void A_flipped_bit_of_any_byte_is_refused_or_changes_neither_network_nor_run()
    {
        var data = Bytes(_checkpoint);
        var run = CheckpointContents.Of(_checkpoint).ToJson();
        for (var bit = 0; bit < 8 * data.Length; bit += 3)
        {
            data[bit / 8] ^= (byte)(1 << bit % 8);
            if (LoadOrRefuse(new MemoryStream(data)) is { } checkpoint)
            {
                SavedNetwork.AssertSame(_checkpoint.Network, checkpoint.Network);
                SavedNetwork.AssertSame(_checkpoint.BestNetwork!, checkpoint.BestNetwork!);
                Assert.Equal(run, CheckpointContents.Of(checkpoint).ToJson());
            }
            data[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void Any_damage_is_refused_or_gives_a_checkpoint_that_can_be_saved()
    {
        var data = Bytes(_checkpoint);
        var messages = new HashSet<string>();
        PropertyCheck.ForAll(Mutation.Any, 1000, mutation =>
        {
            if (LoadOrRefuse(new MemoryStream(mutation.Apply(data)), messages) is { } checkpoint) Bytes(checkpoint);
        });
        // The damage must have reached these checks, or else this would say little.
        foreach (var part in new[] { "not the expected JSON", "ends within", "its SHA-256 must be" })
            Assert.True(messages.Any(message => message.Contains(part, StringComparison.Ordinal)), part);
    }

    // Whoever writes a checksum to fit can say anything of the run.
    [Fact]
    public void Any_damage_to_what_is_said_of_the_run_is_refused_or_gives_one_that_can_be_written()
    {
        var run = Encoding.UTF8.GetBytes(CheckpointContents.Of(_checkpoint).ToJson());
        byte[] data = [.. new byte[sizeof(ulong)], .. run];
        PropertyCheck.ForAll(Mutation.Any, 1000, mutation =>
        {
            var text = Encoding.UTF8.GetString(mutation.Apply(data).AsSpan(sizeof(ulong)..));
            try
            {
                var contents = CheckpointContents.Parse(text);
                Assert.NotNull(contents.ToJson());
                Assert.Equal(contents.History.Count, contents.Reports().Count);
            }
            catch (FormatException e)
            {
                Assert.InRange(e.Message.Length, 1, 4000);
            }
        });
    }

    [Fact]
    public void A_stream_that_never_ends_is_read_no_further_than_its_header_says()
    {
        var whole = Bytes(_checkpoint);
        using var endless = new StreamWithoutLength(whole, endless: true);
        Assert.Null(LoadOrRefuse(endless));
        Assert.Equal(whole.Length + 1, endless.BytesRead);
    }

    [Fact]
    public void Something_else_costs_no_more_than_its_header()
    {
        var network = SavedNetwork.Bytes(Network.Create(1000, [1000], 2));
        using var stream = new StreamWithoutLength(network);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(LoadOrRefuse(stream));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.InRange(stream.BytesRead, 0, 10_000);
    }
}
