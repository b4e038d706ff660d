namespace MLNet.Mlp.Core.Tests;

/// <summary>When checkpoints are written, and what may be resumed by what.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    private string File => Path.Combine(_folder, "run.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    // The file is looked at when an epoch ends, before that of the epoch is written, and once training is over.
    [InlineData(1, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(2, new[] { 2, 2, 4, 5 })]
    [InlineData(null, new[] { 5 })]
    public void Checkpoints_are_written_after_so_many_epochs_and_at_the_end(int? everyEpochs, int[] expected)
    {
        var seen = new List<int>();
        var result = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options with { Epochs = 5 },
            TestRun.Control with
            {
                Checkpoints = new CheckpointOptions(File) { EveryEpochs = everyEpochs },
                OnEpochEnd = _ => SeeFile(),
            });
        void SeeFile()
        {
            if (System.IO.File.Exists(File)) seen.Add(TrainingCheckpoint.Load(File).EpochsDone);
        }
        SeeFile();
        Assert.Equal(expected, seen);
        Assert.Equal(5, result.Checkpoint!.EpochsDone);
    }

    [Fact]
    public void A_file_holds_what_the_result_holds()
    {
        var result = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options,
            TestRun.Validated with { Checkpoints = new CheckpointOptions(File) });
        var loaded = TrainingCheckpoint.Load(File);
        Assert.Equal(result.History, loaded.History);
        Assert.Equal(result.BestEpoch, loaded.BestEpoch);
        Assert.Equal((6, 23L, 0L, 3), (loaded.Seed, loaded.RowCount, loaded.RowsDone, loaded.EpochsDone));
        Persistence.SavedNetwork.AssertSame(result.Checkpoint!.Network, loaded.Network);
        Persistence.SavedNetwork.AssertSame(result.Network, loaded.BestNetwork!);
    }

    [Fact]
    public void What_a_killed_run_left_half_written_is_deleted_by_a_later_one()
    {
        var leftover = $"{File}.{Guid.NewGuid():N}.tmp";
        System.IO.File.WriteAllText(leftover, "part");
        var control = new TrainingControl { Checkpoints = new CheckpointOptions(File) };
        TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options, control);
        Assert.True(System.IO.File.Exists(leftover));
        System.IO.File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddHours(-2));
        TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options, control);
        Assert.Equal([File], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Other_epochs_rates_and_rows_may_go_on_between_two_epochs()
    {
        var first = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options, TestRun.Control);
        var result = TrainingLoop.Train(TestRun.Network, TestRows.Clusters(40, 3, seed: 9),
            TestRun.Options with
            {
                Epochs = 4,
                LearningRate = 0.02f,
                BatchSize = 8,
                Shuffle = false,
                ClassWeights = null,
            },
            new TrainingControl { ResumeFrom = first.Checkpoint });
        Assert.Equal([23, 23, 23, 40], result.History.Select(report => report.RowCount));
        NetworkAssert.Different(first.Network, result.Network);
    }

    [Fact]
    public void A_run_that_is_over_is_over_when_resumed()
    {
        var control = TestRun.Validated;
        var options = TestRun.Options with { Epochs = 50, ConvergencePatience = 2, ConvergenceTolerance = 0.5f };
        var converged = TrainingLoop.Train(TestRun.Network, TestRun.Rows, options, control);
        Assert.Equal(StopReason.Converged, converged.StopReason);
        TestRun.AssertSame(converged, TrainingLoop.Train(
            TestRun.Network, TestRun.Rows, options, control with { ResumeFrom = converged.Checkpoint }));

        var more = TrainingLoop.Train(TestRun.Network, TestRun.Rows, options with { ConvergencePatience = 4 },
            control with { ResumeFrom = converged.Checkpoint });
        Assert.True(more.History.Count > converged.History.Count);

        var done = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options, control);
        TestRun.AssertSame(done, TrainingLoop.Train(
            TestRun.Network, TestRun.Rows, TestRun.Options, control with { ResumeFrom = done.Checkpoint }));
    }

    [Fact]
    public void Resumed_without_validation_rows_the_last_network_is_returned_with_a_warning()
    {
        var first = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options, TestRun.Validated);
        var warnings = new List<string>();
        var result = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options with { Epochs = 4 },
            TestRun.Control with { ResumeFrom = first.Checkpoint, OnWarning = warnings.Add });
        Assert.Null(result.BestEpoch);
        NetworkAssert.BitwiseEqual(result.Checkpoint!.Network, result.Network);
        Assert.Contains("validation rows", Assert.Single(warnings), StringComparison.Ordinal);
    }

    public static TheoryData<string, bool, string> Misfits() => new()
    {
        { "shape", false, "The network must be 2-7-4-3 " },
        { "activation", false, "\"activation\":\"tanh\"" },
        { "optimizer", false, "Optimizer must be MomentumSgd, as in the run that is resumed; got Adam." },
        { "loss", false, "Loss must be CrossEntropy, as in the run that is resumed; got SquaredError." },
        { "seed", false, "Seed must be 6, as in the run that is resumed; got 7." },
        { "epochs", false, "Epochs must be at least 3, " },
        { "rows", true, "The number of training rows must be 23, as in the run that is resumed within an epoch; got 22." },
        { "batch", true, "BatchSize must be 5, as in the run that is resumed within an epoch; got 6." },
        { "shuffle", true, "Shuffle must be True, as in the run that is resumed within an epoch; got False." },
        { "buffer", true, "The number of rows shuffled together must be 23, as in the run that is resumed within an epoch; got 10." },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void What_cannot_go_on_is_refused(string what, bool withinEpoch, string message)
    {
        TrainingCheckpoint Checkpoint(bool inEpoch)
        {
            using var cancel = new CancellationTokenSource();
            LearningRateSchedule schedule = new OneCycle();
            if (inEpoch) schedule = new CancelingSchedule(schedule, cancel, Epoch: 1, Batch: 3);
            return TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options with { Schedule = schedule },
                TestRun.Control with { CancellationToken = cancel.Token }).Checkpoint!;
        }
        TrainingResult Train(TrainingCheckpoint from)
        {
            var control = new TrainingControl { ResumeFrom = from };
            var options = TestRun.Options with { Epochs = what == "epochs" ? 2 : 5 };
            return what switch
            {
                "shape" => TrainingLoop.Train(Network.Create(2, [7, 5], 3), TestRun.Rows, options, control),
                "activation" => TrainingLoop.Train(
                    Network.Create(2, [new HiddenLayer(7, Activation.Tanh) { BatchNormalization = true, Dropout = 0.25f },
                        new HiddenLayer(4, Activation.Maxout)], 3), TestRun.Rows, options, control),
                "rows" => TrainingLoop.Train(TestRun.Network, TestRows.Clusters(22, 3, seed: 1), options, control),
                "buffer" => TrainingLoop.Train(
                    TestRun.Network, TestRun.Source(TestRun.Rows), options with { ShuffleBufferRows = 10 }, control),
                _ => TrainingLoop.Train(TestRun.Network, TestRun.Rows, what switch
                {
                    "optimizer" => options with { Optimizer = new Adam() },
                    "loss" => options with { Loss = new SquaredError() },
                    "seed" => options with { Seed = 7 },
                    "batch" => options with { BatchSize = 6 },
                    "shuffle" => options with { Shuffle = false },
                    _ => options,
                }, control),
            };
        }

        var between = Checkpoint(inEpoch: false);
        Assert.Equal(0, between.RowsDone);
        if (!withinEpoch)
        {
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Train(between)).Message,
                StringComparison.Ordinal);
            return;
        }
        Train(between);
        var within = Checkpoint(inEpoch: true);
        Assert.Equal(15, within.RowsDone);
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Train(within)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_of_another_backend_is_refused()
    {
        var first = TrainingLoop.Train(
            TestRun.Network, TestRun.Rows, TestRun.Options, TestRun.Control, TestRun.Backend("reference"));
        var e = Assert.Throws<FormatException>(() => TrainingLoop.Train(TestRun.Network, TestRun.Rows,
            TestRun.Options with { Epochs = 4 }, new TrainingControl { ResumeFrom = first.Checkpoint },
            TestRun.Backend("simd")));
        Assert.Contains("Try the network, the optimizer and the backend that it was saved with.", e.Message,
            StringComparison.Ordinal);
    }
}
