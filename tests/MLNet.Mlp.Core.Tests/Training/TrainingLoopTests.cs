using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class TrainingLoopTests
{
    private static readonly TrainingOptions _options =
        new() { Epochs = 6, BatchSize = 10, LearningRate = 0.1f, ConvergencePatience = 0 };

    private static readonly LabeledRows _clusters = TestRows.Clusters(95, 3, seed: 1);
    private static readonly Network _initial = Network.Create(2, [8], 3, seed: 2);

    [Fact]
    public void History_has_a_report_for_each_epoch()
    {
        var told = new List<EpochReport>();
        var before = _initial.Clone();

        var result = TrainingLoop.Train(
            _initial, _clusters, _options, new TrainingControl { OnEpochEnd = end => told.Add(end.Report) });

        Assert.Equal(StopReason.EpochsDone, result.StopReason);
        Assert.Equal(told, result.History);
        Assert.Equal([1, 2, 3, 4, 5, 6], result.History.Select(report => report.Epoch));
        Assert.All(result.History, report =>
        {
            Assert.Equal(0.1f, report.LearningRate);
            Assert.Equal(95, report.RowCount);
            Assert.True(report.Duration > TimeSpan.Zero);
            Assert.Equal(95 / report.Duration.TotalSeconds, report.RowsPerSecond, tolerance: 1e-3);
            Assert.InRange(report.Accuracy!.Value, 0, 1);
            Assert.Null(report.Validation);
        });
        for (var i = 1; i < 6; i++) Assert.True(result.History[i].Loss < result.History[i - 1].Loss);
        NetworkAssert.BitwiseEqual(before, _initial);
        NetworkAssert.Different(before, result.Network);
    }

    [Fact]
    public void Validation_measures_the_network_after_the_epoch()
    {
        var validation = TestRows.Clusters(40, 3, seed: 5);
        var result = TrainingLoop.Train(
            _initial, _clusters, _options with { RestoreBest = false }, new TrainingControl { Validation = validation });

        Assert.All(result.History, report => Assert.NotNull(report.Validation));
        var expected = new Oracle(result.Network).Measure(validation, TestRows.InOrder(40));
        // A loss near 0 is the logarithm of a float near 1, which is rounded to 6e-8.
        new Tolerance(1e-5, 1e-7).Check(expected.LossSum / 40, result.History[^1].Validation!.Loss, "validation loss");
        Assert.Equal(expected.MostCorrect / 40.0, result.History[^1].Validation!.Accuracy);
    }

    [Fact]
    public void Validation_does_not_change_the_training() => NetworkAssert.BitwiseEqual(
        TrainingLoop.Train(_initial, _clusters, _options).Network,
        TrainingLoop.Train(_initial, _clusters, _options with { RestoreBest = false },
            new TrainingControl { Validation = TestRows.Clusters(40, 3, seed: 5) }).Network);

    [Fact]
    public void The_same_seed_gives_bitwise_the_same_network_and_another_seed_another()
    {
        Network Train(int seed) => TrainingLoop.Train(_initial, _clusters, _options with { Seed = seed }).Network;
        NetworkAssert.BitwiseEqual(Train(7), Train(7));
        NetworkAssert.Different(Train(7), Train(8));
    }

    [Fact]
    public void Both_backends_take_the_same_way()
    {
        var reference = TrainingLoop.Train(_initial, _clusters, _options, backend: new ReferenceBackend());
        var simd = TrainingLoop.Train(_initial, _clusters, _options, backend: new SimdBackend());
        // Sixty steps in float against as many in double.
        var tolerance = new Tolerance(1e-4, 1e-5);
        foreach (var (expected, actual) in reference.History.Zip(simd.History))
            tolerance.Check(expected.Loss, actual.Loss, $"loss of epoch {expected.Epoch}");
        var parameters = NetworkAssert.Parameters(reference.Network).Zip(NetworkAssert.Parameters(simd.Network));
        foreach (var (expected, actual) in parameters)
            tolerance.Check(expected, actual, "parameter");
    }

    [Fact]
    public void A_batch_size_above_the_number_of_rows_means_all_rows()
    {
        Network Train(int batchSize) =>
            TrainingLoop.Train(_initial, _clusters, _options with { BatchSize = batchSize }).Network;
        NetworkAssert.BitwiseEqual(Train(95), Train(TrainingOptions.FullBatch));
        NetworkAssert.Different(Train(94), Train(95));
    }

    [Fact]
    public void Options_are_validated()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() =>
            TrainingLoop.Train(_initial, _clusters, _options with { Epochs = 0 }));
        Assert.StartsWith("Epochs must be at least 1; got 0.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 3, "3 features and 3 classes")]
    [InlineData(2, 4, "2 features and 4 classes")]
    public void Rows_that_do_not_fit_the_network_are_refused(int features, int classes, string message)
    {
        var data = TestRows.Noise(5, features, classes, seed: 1);
        var e = Assert.Throws<ArgumentException>("training", () => TrainingLoop.Train(_initial, data, _options));
        Assert.Contains(
            "The network takes 2 features and gives 3 outputs but the training set has " + message,
            e.Message, StringComparison.Ordinal);

        e = Assert.Throws<ArgumentException>("Validation", () =>
            TrainingLoop.Train(_initial, _clusters, _options, new TrainingControl { Validation = data }));
        Assert.Contains("the validation set has " + message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_sets_are_refused()
    {
        var none = new LabeledRows(2, 3);
        var e = Assert.Throws<ArgumentException>("training", () => TrainingLoop.Train(_initial, none, _options));
        Assert.StartsWith("The training set must have at least one row; got none.", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("Validation", () =>
            TrainingLoop.Train(_initial, _clusters, _options, new TrainingControl { Validation = none }));
    }

    [Fact]
    public void Missing_arguments_are_named()
    {
        Assert.Throws<ArgumentNullException>("initial", () => TrainingLoop.Train(null!, _clusters, _options));
        Assert.Throws<ArgumentNullException>("training", () => TrainingLoop.Train(_initial, (LabeledRows)null!, _options));
        Assert.Throws<ArgumentNullException>("options", () => TrainingLoop.Train(_initial, _clusters, null!));
    }
}
