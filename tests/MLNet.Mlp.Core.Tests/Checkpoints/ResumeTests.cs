using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A run that is interrupted at any step and resumed from its last file is bitwise the run that was
/// not.</summary>
public sealed class ResumeTests : IDisposable
{
    /// <summary>Has passed whenever a chunk has been trained.</summary>
    private static readonly TimeSpan _always = TimeSpan.FromTicks(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    private string File => Path.Combine(_folder, "run.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> BackendsAndOptimizers()
    {
        var cases = new TheoryData<string, string>();
        foreach (var backend in TestRun.BackendNames)
            foreach (var optimizer in Optimizers.All) cases.Add(backend, optimizer.GetType().Name);
        return cases;
    }

    public static TheoryData<string> Backends() => [.. TestRun.BackendNames];

    [Theory]
    [MemberData(nameof(BackendsAndOptimizers))]
    public void Interrupted_once_at_any_step(string backend, string optimizer) => InterruptedAnywhere(
        backend, TestRun.Options with { Optimizer = Optimizers.Named(optimizer), LearningRate = 0.01f },
        new CheckpointOptions(File) { Every = _always });

    [Theory]
    [MemberData(nameof(Backends))]
    public void Interrupted_with_checkpoints_after_some_epochs_only(string backend) => InterruptedAnywhere(
        backend, TestRun.Options with { Epochs = 5 }, new CheckpointOptions(File) { EveryEpochs = 2 });

    [Theory]
    [MemberData(nameof(Backends))]
    public void Interrupted_where_schedule_and_convergence_follow_the_losses(string backend)
    {
        var options = TestRun.Options with
        {
            Epochs = 30,
            ConvergencePatience = 4,
            ConvergenceTolerance = 0.1f,
            Schedule = new ReduceOnPlateau { Patience = 2, Tolerance = 0.1f },
        };
        var straight = InterruptedAnywhere(backend, options, new CheckpointOptions(File));
        Assert.Equal(StopReason.Converged, straight.StopReason);
        Assert.Contains(straight.History, report => report.LearningRate < 0.02f);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Interrupted_between_chunks_of_many_steps(string backend)
    {
        // 9000 rows in batches of 1000 make chunks of 8000 and 1000 rows.
        var rows = TestRows.Noise(9000, 2, 3, seed: 3);
        InterruptedAnywhere(backend, TestRun.Options with { BatchSize = 1000, Epochs = 2, Schedule = new ConstantRate() },
            new CheckpointOptions(File) { Every = _always }, (options, control, crashing) =>
                TrainingLoop.Train(TestRun.Network, rows, options, control, crashing));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Interrupted_while_rows_come_from_a_stream(string backend) => InterruptedAnywhere(
        backend, TestRun.Options with { ShuffleBufferRows = 10 }, new CheckpointOptions(File) { Every = _always },
        (options, control, crashing) =>
            TrainingLoop.Train(TestRun.Network, TestRun.Source(TestRun.Rows), options, control, crashing));

    [Theory]
    [MemberData(nameof(Backends))]
    public void Interrupted_with_a_part_of_the_rows_set_aside(string backend) => InterruptedAnywhere(
        backend, TestRun.Options with { ValidationFraction = 0.2f }, new CheckpointOptions(File) { Every = _always },
        (options, control, crashing) => TrainingLoop.Train(
            TestRun.Network, TestRun.Rows, options, control with { Validation = null }, crashing));

    [Theory]
    [MemberData(nameof(Backends))]
    public void Interrupted_after_every_single_step(string backend)
    {
        var control = TestRun.Validated with { Checkpoints = new CheckpointOptions(File) { Every = _always } };
        var straight = TrainingLoop.Train(
            TestRun.Network, TestRun.Rows, TestRun.Options, control, TestRun.Backend(backend));
        System.IO.File.Delete(File);

        for (var crashes = 0; ; crashes++)
        {
            var resuming = control with { ResumeFrom = LoadIfAny() };
            // The first step of a process is done, the second is not.
            var crashing = new CrashingBackend(TestRun.Backend(backend), crashAt: 2);
            try
            {
                var result = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options, resuming, crashing);
                TestRun.AssertSame(straight, result);
                Assert.Equal(14, crashes);
                return;
            }
            catch (CrashingBackend.CrashException)
            {
            }
        }
    }

    [Theory]
    [MemberData(nameof(BackendsAndOptimizers))]
    public void Ten_epochs_are_five_and_five_more(string backend, string optimizer)
    {
        var options = TestRun.Options with
        {
            Epochs = 10,
            Optimizer = Optimizers.Named(optimizer),
            LearningRate = 0.01f,
            Schedule = new ConstantRate(),
        };
        TrainingResult Train(int epochs, TrainingCheckpoint? from) => TrainingLoop.Train(TestRun.Network, TestRun.Rows,
            options with { Epochs = epochs }, TestRun.Validated with { ResumeFrom = from },
            TestRun.Backend(backend));

        var straight = Train(10, from: null);
        var half = Train(5, from: null);
        TestRun.AssertSame(straight, Train(10, half.Checkpoint));
        half.Checkpoint!.Save(File);
        TestRun.AssertSame(straight, Train(10, TrainingCheckpoint.Load(File)));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Canceled_within_an_epoch_and_resumed(string backend)
    {
        var control = TestRun.Validated;
        var straight = TrainingLoop.Train(
            TestRun.Network, TestRun.Rows, TestRun.Options, control, TestRun.Backend(backend));

        using var cancel = new CancellationTokenSource();
        var schedule = new CancelingSchedule(new OneCycle(), cancel, Epoch: 2, Batch: 3);
        var canceled = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options with { Schedule = schedule },
            control with { CancellationToken = cancel.Token, Checkpoints = new CheckpointOptions(File) },
            TestRun.Backend(backend));
        Assert.Equal((StopReason.Canceled, 1, 15L),
            (canceled.StopReason, canceled.Checkpoint!.EpochsDone, canceled.RowsDone));

        // The end of training is written too, though no epoch ended there.
        TestRun.AssertSame(straight, TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options,
            control with { ResumeFrom = TrainingCheckpoint.Load(File) }, TestRun.Backend(backend)));
    }

    /// <summary>Interrupts the run at each call to train, resumes it from what the file then holds, and
    /// compares.</summary>
    private TrainingResult InterruptedAnywhere(
        string backend, TrainingOptions options, CheckpointOptions checkpoints,
        Func<TrainingOptions, TrainingControl, IBackend, TrainingResult>? train = null)
    {
        train ??= (o, c, b) => TrainingLoop.Train(TestRun.Network, TestRun.Rows, o, c, b);
        var control = TestRun.Validated;
        var counting = new CrashingBackend(TestRun.Backend(backend));
        var straight = train(options, control, counting);

        for (var call = 1; call <= counting.Calls; call++)
        {
            System.IO.File.Delete(File);
            var crashing = new CrashingBackend(TestRun.Backend(backend), call);
            Assert.Throws<CrashingBackend.CrashException>(() =>
                train(options, control with { Checkpoints = checkpoints }, crashing));
            TestRun.AssertSame(
                straight, train(options, control with { ResumeFrom = LoadIfAny() }, TestRun.Backend(backend)));
        }
        return straight;
    }

    private TrainingCheckpoint? LoadIfAny() => System.IO.File.Exists(File) ? TrainingCheckpoint.Load(File) : null;
}
