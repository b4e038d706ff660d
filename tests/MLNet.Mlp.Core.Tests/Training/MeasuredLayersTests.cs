using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Which rows <see cref="TrainingOptions.MeasureLayers"/> measures, when, and what becomes of it.</summary>
public sealed class MeasuredLayersTests
{
    private const int RowCount = 1000, BlockRows = 400;

    private static readonly LabeledRows _rows = TestRows.Noise(RowCount, 3, 2, seed: 1);
    private static readonly Network _network = Network.Create(3, [5], 2, seed: 2);

    private static readonly TrainingOptions _options = new()
    {
        Epochs = 3,
        BatchSize = 20,
        ShuffleBufferRows = BlockRows,
        ClassWeights = ClassWeights.Of(1, 2),
        MeasureLayers = true,
    };

    [Fact]
    public void Rows_in_memory_are_measured_on_256_of_them_evenly_spaced() =>
        Check([.. Enumerable.Range(0, 256).Select(i => i * RowCount / 256)], control =>
            TrainingLoop.Train(_network, _rows, _options, control, new ReferenceBackend()));

    [Fact]
    public void Few_rows_are_all_measured_on()
    {
        var few = _rows.CreateEmpty();
        for (var row = 0; row < 100; row++) few.AppendFrom(_rows, row);
        Check(TestRows.InOrder(100), control =>
            TrainingLoop.Train(_network, few, _options, control, new ReferenceBackend()));
    }

    [Fact]
    public void Streams_are_measured_on_256_rows_of_their_first_block() => Check(RowsOfStream(), control =>
        TrainingLoop.Train(_network, TestRun.Source(_rows), _options, control, new ReferenceBackend()));

    [Fact]
    public void A_stream_that_is_resumed_behind_its_first_block_is_measured_on_the_same_rows()
    {
        using var cancel = new CancellationTokenSource();
        var canceling = new EnumerableRowSource<int>(Enumerable.Range(0, RowCount), _rows.CreateEmpty, (block, row) =>
        {
            block.AppendFrom(_rows, row);
            if (row == BlockRows) cancel.Cancel();
        }, RowCount);
        var canceled = TrainingLoop.Train(_network, canceling, _options,
            TestRun.Control with { CancellationToken = cancel.Token }, new ReferenceBackend());
        Assert.Equal((0, BlockRows), (canceled.Checkpoint!.EpochsDone, canceled.RowsDone));

        Check(RowsOfStream(), control => TrainingLoop.Train(_network, TestRun.Source(_rows), _options,
            control with { ResumeFrom = canceled.Checkpoint }, new ReferenceBackend()));
    }

    [Fact]
    public void Unless_asked_for_nothing_is_measured()
    {
        var options = new TrainingOptions { Epochs = 2 };
        Assert.False(options.MeasureLayers);
        var result = TrainingLoop.Train(_network, _rows, options,
            new TrainingControl { OnWarning = _ => Assert.Fail("Nothing was to be warned of.") });
        Assert.All(result.History, report => Assert.Null(report.Layers));
    }

    [Fact]
    public void Measuring_does_not_change_the_training() => NetworkAssert.BitwiseEqual(
        TrainingLoop.Train(_network, _rows, _options with { MeasureLayers = false }).Network,
        TrainingLoop.Train(_network, _rows, _options).Network);

    [Fact]
    public void What_is_wrong_with_a_layer_is_told_once()
    {
        var network = Network.Create(3, [6, 6, 6, 6, 6, 6, 6, 6], 2, Activation.Sigmoid, seed: 2);
        var (told, found) = (new List<string>(), new List<(GradientProblem, int)>());
        TrainingLoop.Train(network, _rows, _options, new TrainingControl
        {
            OnWarning = told.Add,
            OnEpochEnd = end => found.AddRange(GradientHealth.Warnings(network, end.Report.Layers!)
                .Select(warning => (warning.Problem, warning.Layer))),
        });
        // It was so after more than one epoch.
        Assert.True(found.Count > found.Distinct().Count());
        Assert.Equal(found.Distinct().Count(), told.Count);
        Assert.StartsWith("The gradient vanishes on its way to layer 0", told[0], StringComparison.Ordinal);
    }

    [Theory]
    // The scripted backend makes all weights 0. Then the gradient of a layer's weights over them is infinite, unless it
    // is 0 too, as where nothing comes through the other layers.
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(4, double.NaN)]
    public void Measures_survive_a_checkpoint_whatever_they_are(int units, double ratio)
    {
        var network = Network.Create(3, units == 0 ? [] : [units], 2);
        var result = TrainingLoop.Train(
            network, _rows, _options, TestRun.Control, new ScriptedBackend { Parameter = _ => 0 });
        AssertSurvive(result);
        Assert.All(result.History, report => Assert.Equal(ratio, report.Layers![0].GradientToWeightRatio));
        AssertSurvive(TrainingLoop.Train(network, _rows, _options, TestRun.Control));
    }

    private static void AssertSurvive(TrainingResult result)
    {
        var path = Path.GetTempFileName();
        try
        {
            result.Checkpoint!.Save(path);
            foreach (var (expected, actual) in result.History.Zip(TrainingCheckpoint.Load(path).History))
                // Records of doubles are equal where these are bitwise the same, or both NaN.
                Assert.Equal(expected.Layers!.AsEnumerable(), actual.Layers!);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int[] RowsOfStream() => [.. Enumerable.Range(0, 256).Select(i => i * BlockRows / 256)];

    /// <summary>Each epoch's measures must be those of its network on these rows.</summary>
    private static void Check(int[] rows, Func<TrainingControl, TrainingResult> train)
    {
        var expected = new List<LayerStatistics>();
        var result = train(new TrainingControl
        {
            OnEpochEnd = end =>
                expected.AddRange(LayerStatistics.Measure(end.CopyNetwork(), _rows, rows, _options)),
        });
        Assert.Equal(3, result.History.Count);
        Assert.Equal(expected, result.History.SelectMany(report => report.Layers!));
        Assert.NotEqual(result.History[0].Layers![0], result.History[2].Layers![0]);
    }
}
