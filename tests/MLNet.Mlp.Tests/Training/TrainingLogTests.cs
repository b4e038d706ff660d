using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Training;

/// <summary>That the log says what was chosen, and why.</summary>
public class TrainingLogTests
{
    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void Device_backend_threads_and_rows_are_told_before_the_first_epoch(TrainerKind kind)
    {
        var mlContext = new MLContext(seed: 1);
        var info = mlContext.Listen(ChannelMessageKind.Info);
        kind.Trainer(mlContext).Fit(mlContext.LoadTrees());
        Assert.Equal("Device: CPU, as MLContext.GpuDeviceId is null.", info[0]);
        Assert.Matches(@"^Backend: SIMD, (128|256|512) bits, the widest vectors of this CPU\.$", info[1]);
        Assert.Equal($"Threads: at most {Environment.ProcessorCount}, one a core.", info[2]);
        Assert.Matches(@"^Training rows: 150 of 4 features, of which [0-9.]+ % are not zero in the first 150 rows\. " +
            @"Dense, as the features are fewer than 512\. In memory: [0-9.]+ KB, at most [0-9.]+ [GT]B, " +
            @"half of the memory there is\.$", info[3]);
        Assert.StartsWith("4-8-", info[4], StringComparison.Ordinal);
        Assert.Equal(kind == TrainerKind.Regression,
            info[4].EndsWith("Losses are in units of the label's standard deviation.", StringComparison.Ordinal));
        Assert.StartsWith("Epoch 1/5: loss ", info[5], StringComparison.Ordinal);
        Assert.StartsWith("Training ended after 5 epochs", info[10], StringComparison.Ordinal);
        Assert.Equal(11, info.Count);
    }

    [Fact]
    public void A_device_and_threads_that_were_set_are_told_as_such()
    {
        var mlContext = new MLContext(seed: 1) { GpuDeviceId = 1000, FallbackToCpu = true };
        var info = mlContext.Listen(ChannelMessageKind.Info);
        mlContext.Mlp(o => o.Threads = 3).Fit(mlContext.LoadTrees());
        Assert.Equal("Device: CPU, in place of GPU 1000.", info[0]);
        Assert.Equal("Threads: at most 3, as Threads says.", info[2]);
    }

    [Fact]
    public void The_share_of_non_zeros_is_that_of_the_first_rows()
    {
        var mlContext = new MLContext(seed: 1);
        var info = mlContext.Listen(ChannelMessageKind.Info);
        // A quarter of 1000 rows; of the others nothing is zero.
        var rows = Trees.Rows(1500);
        foreach (var row in rows.Take(1000)) row.Features = [1 + row.Key, 0, 0, 0];
        mlContext.Mlp(o => o.NumberOfEpochs = 1).Fit(mlContext.LoadTrees(rows));
        Assert.StartsWith(
            "Training rows: 1500 of 4 features, of which 25.0 % are not zero in the first 1000 rows.", info[3],
            StringComparison.Ordinal);
    }
}
