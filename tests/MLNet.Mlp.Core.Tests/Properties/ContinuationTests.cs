using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests.Properties;

public sealed class ContinuationTests : IDisposable
{
    private const int RowCount = 11, Epochs = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Saving_loading_and_continuing_changes_no_bit() => Check(new ReferenceBackend());

    [Fact]
    public void Saving_loading_and_continuing_changes_no_bit_on_SIMD() => Check(new SimdBackend());

    private void Check(IBackend backend) => PropertyCheck.ForAll(NetworkCase.Any, 100, drawn =>
    {
        var (network, random) = (drawn.Create(), new Random(drawn.Seed));
        var lossCase = Any(random, LossCase.All.Where(lossCase => lossCase.Output == drawn.Output));
        LabeledRows Rows(int seed) => lossCase.Rows(RowCount, drawn.InputSize, drawn.OutputSize, seed,
            weighted: seed % 2 == 0, density: seed % 3 == 0 ? 0.3 : 1);
        var (rows, validation) = (Rows(random.Next()), Rows(random.Next()));
        var options = new TrainingOptions
        {
            Epochs = 2 * Epochs,
            BatchSize = random.Next(1, RowCount + 1),
            LearningRate = 0.01f,
            Optimizer = Any(random, Optimizers.All) with { WeightDecay = 0.01f },
            Loss = lossCase.Loss,
            Schedule = Any<LearningRateSchedule>(random, [new ConstantRate(), new InverseTimeDecay()]),
            ClipNorm = Any<float?>(random, [null, 0.1f]),
            ConvergencePatience = 0,
            Threads = 1,
            Seed = random.Next(),
        };
        TrainingResult Train(int epochs, TrainingCheckpoint? from) => TrainingLoop.Train(network, rows,
            options with { Epochs = epochs }, TestRun.Control with { Validation = validation, ResumeFrom = from },
            backend);

        var straight = Train(2 * Epochs, from: null);
        var path = Path.Combine(_folder, "half.checkpoint");
        Train(Epochs, from: null).Checkpoint!.Save(path);
        var loaded = TrainingCheckpoint.Load(path);
        Assert.Equal(Epochs, loaded.EpochsDone);
        var continued = Train(2 * Epochs, loaded);
        Assert.Equal(2 * Epochs, continued.Checkpoint!.EpochsDone);
        TestRun.AssertSame(straight, continued);
    });

    private static T Any<T>(Random random, IEnumerable<T> choices)
    {
        T[] all = [.. choices];
        return all[random.Next(all.Length)];
    }
}
