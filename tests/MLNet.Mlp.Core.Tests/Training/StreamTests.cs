using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Training on rows that come from a source.</summary>
public class StreamTests
{
    private static readonly LabeledRows _rows = TestRows.Clusters(95, 3, seed: 1);
    private static readonly Network _network = Network.Create(2, [8], 3, seed: 2);

    private static readonly TrainingOptions _options =
        new() { Epochs = 4, BatchSize = 10, LearningRate = 0.1f, ConvergencePatience = 0, Seed = 5 };

    public static TheoryData<bool, bool, bool> Ways()
    {
        var ways = new TheoryData<bool, bool, bool>();
        foreach (var knownCount in new[] { false, true })
            foreach (var eachStep in new[] { false, true })
                foreach (var balanced in new[] { false, true }) ways.Add(knownCount, eachStep, balanced);
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_buffer_that_holds_everything_gives_bitwise_the_network_of_rows_in_memory(
        bool knownCount, bool eachStep, bool balanced)
    {
        var options = _options with
        {
            Schedule = eachStep ? new OneCycle() : new ConstantRate(),
            ClassWeights = balanced ? ClassWeights.Balanced : null,
            ShuffleBufferRows = 95,
        };
        var control = new TrainingControl { Validation = TestRows.Clusters(30, 3, seed: 2) };
        var expected = TrainingLoop.Train(_network, _rows, options, control, new ReferenceBackend());
        var actual = TrainingLoop.Train(
            _network, Source(_rows, knownCount ? 95 : null), options, control, new ReferenceBackend());

        NetworkAssert.BitwiseEqual(expected.Network, actual.Network);
        Assert.Equal(expected.History.Select(WithoutDurations), actual.History.Select(WithoutDurations));
    }

    [Fact]
    public void Sparse_rows_with_weights_give_bitwise_the_network_of_rows_in_memory()
    {
        var rows = new LabeledRows(new SparseFeatures(6), new TargetMatrix(2));
        for (var row = 0; row < 50; row++)
            rows.AppendSparse([row % 3, 3 + row % 3], [1, row / 25f], [row % 2, row % 5], weight: 1 + row % 4);
        var network = Network.Create(6, [4], 2, output: OutputActivation.Identity);
        var options = _options with { Loss = new SquaredError(), LearningRate = 0.01f };
        NetworkAssert.BitwiseEqual(
            TrainingLoop.Train(network, rows, options, backend: new ReferenceBackend()).Network,
            TrainingLoop.Train(network, Source(rows), options, backend: new ReferenceBackend()).Network);
    }

    [Theory]
    // Rounded down to whole batches, but at least one.
    [InlineData(10, 30, 30)]
    [InlineData(10, 39, 30)]
    [InlineData(10, 1, 10)]
    [InlineData(7, 94, 91)]
    public void A_small_buffer_shuffles_block_by_block_and_visits_every_row_once(
        int batchSize, int buffer, int blockRows)
    {
        var visited = Visits(_options with { BatchSize = batchSize, ShuffleBufferRows = buffer });
        Assert.Equal(4, visited.Count);
        foreach (var epoch in visited)
        {
            Assert.Equal(95, epoch.Count);
            for (var start = 0; start < 95; start += blockRows)
            {
                var block = epoch.Skip(start).Take(blockRows).ToArray();
                Assert.Equal(TestRows.InOrder(95).Skip(start).Take(blockRows), block.Order());
                if (block.Length > 5) Assert.NotEqual(block.Order(), block);
            }
        }
        Assert.NotEqual(visited[0], visited[1]);
    }

    [Fact]
    public void Blocks_have_orders_of_their_own()
    {
        var epoch = Visits(_options with { ShuffleBufferRows = 30 })[0];
        var orders = Enumerable.Range(0, 3).Select(block =>
            epoch.Skip(30 * block).Take(30).Select(row => row - 30 * block).ToArray()).ToArray();
        Assert.NotEqual(orders[0], orders[1]);
        Assert.NotEqual(orders[1], orders[2]);
        Assert.NotEqual(orders[0], orders[2]);
        var expected = new int[30];
        RowOrder.Shuffle(expected, seed: 5, epoch: 1);
        Assert.Equal(expected, orders[0]);
    }

    [Fact]
    public void Without_shuffling_the_rows_come_as_the_source_gives_them() => Assert.All(
        Visits(_options with { ShuffleBufferRows = 30, Shuffle = false }),
        epoch => Assert.Equal(TestRows.InOrder(95), epoch));

    [Fact]
    public void No_more_rows_are_held_than_the_buffer_has()
    {
        const int RowCount = 50_000, ColumnCount = 100;
        LabeledRows? held = null;
        var source = new EnumerableRowSource<int>(Enumerable.Range(0, RowCount),
            () => held = new LabeledRows(ColumnCount, 2),
            (rows, row) =>
            {
                Assert.InRange(rows.RowCount, 0, 4095);
                rows.Append(new float[ColumnCount], row % 2);
            });
        var options = new TrainingOptions { Epochs = 2, ShuffleBufferRows = 1000 };
        // Counts the rows first, 4096 at a time.
        TrainingLoop.Train(Network.Create(ColumnCount, [], 2), source, options,
            new TrainingControl { OnEpochEnd = _ => Assert.InRange(held!.RowCount, 0, 1000) },
            new ScriptedBackend { RowsPerEpoch = RowCount });
    }

    [Fact]
    public void Readers_are_disposed_however_an_epoch_ends()
    {
        var open = 0;
        IEnumerable<int> Items()
        {
            open++;
            try
            {
                for (var row = 0; row < 95; row++) yield return row;
            }
            finally
            {
                open--;
            }
        }
        using var cancel = new CancellationTokenSource();
        var source = new EnumerableRowSource<int>(
            Items(), _rows.CreateEmpty, (rows, row) => rows.AppendFrom(_rows, row));
        var backend = new ScriptedBackend
        {
            RowsPerEpoch = 95,
            OnTrainCall = call => { if (call == 3) cancel.Cancel(); },
        };
        var result = TrainingLoop.Train(_network, source, _options with { ShuffleBufferRows = 50 },
            new TrainingControl { CancellationToken = cancel.Token }, backend);
        Assert.Equal((StopReason.Canceled, 1, 0), (result.StopReason, result.History.Count, open));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Counting_can_be_canceled(bool balanced)
    {
        var read = 0;
        using var cancel = new CancellationTokenSource();
        var source = new EnumerableRowSource<int>(
            Enumerable.Range(0, 1_000_000), _rows.CreateEmpty, (rows, row) =>
            {
                rows.AppendFrom(_rows, row % _rows.RowCount);
                if (++read == 10) cancel.Cancel();
            }, balanced ? 1_000_000 : null);
        Assert.Throws<OperationCanceledException>(() => TrainingLoop.Train(
            _network, source, _options with { ClassWeights = balanced ? ClassWeights.Balanced : null },
            new TrainingControl { CancellationToken = cancel.Token }, new ReferenceBackend()));
        Assert.InRange(read, 10, 10_000);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(150_000, 100_000)]
    [InlineData(360_000, 50_000)]
    public void Reading_a_block_can_be_canceled(int cancelAfter, int rowsDone)
    {
        var read = 0;
        using var cancel = new CancellationTokenSource();
        var source = new EnumerableRowSource<int>(
            Enumerable.Range(0, 300_000), _rows.CreateEmpty, (rows, row) =>
            {
                rows.AppendFrom(_rows, row % _rows.RowCount);
                if (++read == cancelAfter) cancel.Cancel();
            }, 300_000);
        var backend = new ScriptedBackend { RowsPerEpoch = 300_000 };
        var result = TrainingLoop.Train(_network, source, _options with { ShuffleBufferRows = 50_000 },
            new TrainingControl { CancellationToken = cancel.Token }, backend);
        Assert.Equal((StopReason.Canceled, cancelAfter / 300_000), (result.StopReason, result.History.Count));
        Assert.InRange(read, cancelAfter, cancelAfter + 2_000);
        Assert.Equal(rowsDone, result.RowsDone);
    }

    [Theory]
    [InlineData(95, "same 95 rows each time; got 94 in epoch 2.")]
    [InlineData(null, "same 95 rows each time; got 94 in epoch 1.")]
    public void A_source_that_gives_fewer_rows_later_is_refused(int? known, string message) =>
        OtherCount(known, pass => pass == 1 ? 95 : 94, message);

    [Fact]
    public void A_source_that_gives_more_rows_later_is_refused() =>
        OtherCount(known: 94, pass => pass == 1 ? 94 : 95, "same 94 rows each time; got more in epoch 2.");

    [Fact]
    public void A_source_that_does_not_know_its_number_of_rows_is_refused() =>
        OtherCount(known: 90, _ => 95, "same 90 rows each time; got 95 in the pass that counts the rows.",
            _options with { ClassWeights = ClassWeights.Balanced });

    [Fact]
    public void A_source_must_append_one_row_at_a_time()
    {
        var source = new EnumerableRowSource<int>([1, 2, 3], () => new LabeledRows(2, 3), (rows, row) =>
        {
            rows.Append([1, 2], 0);
            if (row == 2) rows.Append([1, 2], 0);
        });
        var e = Assert.Throws<InvalidDataException>(() => TrainingLoop.Train(_network, source, _options));
        Assert.Contains("after row 1, counted from 0, there were 2 more rows and 2 more targets.", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_are_not_finite_are_refused_by_row()
    {
        var source = new EnumerableRowSource<int>(Enumerable.Range(0, 50),
            () => new LabeledRows(new FeatureMatrix(1), new TargetMatrix(1)),
            (rows, row) => rows.Append([1], [row == 33 ? float.NaN : row]), rowCount: 50);
        var e = Assert.Throws<ArgumentException>("training", () => TrainingLoop.Train(
            Network.Create(1, [], 1, output: OutputActivation.Identity), source,
            _options with { Loss = new SquaredError(), ShuffleBufferRows = 20, LearningRate = 1e-4f }));
        Assert.Contains("got NaN in row 33, counted from 0.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(int.MaxValue, 9, "BatchSize must be at most 2147483591; got 2147483647.")]
    [InlineData(2, 2147483600, "ShuffleBufferRows must be at most 2147483591; got 2147483600.")]
    [InlineData(1, 9, "BatchSize must be at least 2, so that 3000000000 rows make at most 2147483647 batches;")]
    public void More_rows_than_can_be_held_or_counted_are_refused(int batchSize, int bufferRows, string message)
    {
        var source = new EnumerableRowSource<int>(
            Enumerable.Repeat(0, int.MaxValue), _rows.CreateEmpty, (_, _) => Assert.Fail("No row was to be read."),
            rowCount: 3_000_000_000);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => TrainingLoop.Train(_network, source,
            _options with { BatchSize = batchSize, ShuffleBufferRows = bufferRows }));
        Assert.StartsWith(
            message, e.Message.Replace(" where a stream has 3000000000 rows", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_go_with_streams_is_refused()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>("ValidationFraction", () =>
            TrainingLoop.Train(_network, Source(_rows), _options with { ValidationFraction = 0.1f }));
        Assert.Contains("0 where rows come from a stream", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("training", () =>
            TrainingLoop.Train(Network.Create(3, [], 3), Source(_rows), _options));
        Assert.Throws<ArgumentException>("training", () =>
            TrainingLoop.Train(_network, Source(new LabeledRows(2, 3)), _options));
        Assert.Throws<ArgumentNullException>("training", () =>
            TrainingLoop.Train(_network, (IRowSource)null!, _options));
    }

    private static void OtherCount(int? known, Func<int, int> count, string message, TrainingOptions? options = null)
    {
        var pass = 0;
        IEnumerable<int> Items()
        {
            var rowCount = count(++pass);
            for (var row = 0; row < rowCount; row++) yield return row;
        }
        var source = new EnumerableRowSource<int>(
            Items(), _rows.CreateEmpty, (rows, row) => rows.AppendFrom(_rows, row), known);
        var e = Assert.Throws<InvalidDataException>(() =>
            TrainingLoop.Train(_network, source, options ?? _options, backend: new ReferenceBackend()));
        Assert.EndsWith(message, e.Message, StringComparison.Ordinal);
    }

    /// <summary>The rows that each epoch visits, by their numbers.</summary>
    private static List<List<int>> Visits(TrainingOptions options)
    {
        var numbers = new LabeledRows(1, 2);
        for (var row = 0; row < 95; row++) numbers.Append([row], 0);
        var backend = new ScriptedBackend { RowsPerEpoch = 95 };
        TrainingLoop.Train(Network.Create(1, [], 2), Source(numbers), options, backend: backend);
        return [.. backend.FirstFeatures.Chunk(95).Select(epoch => epoch.Select(feature => (int)feature).ToList())];
    }

    private static EnumerableRowSource<int> Source(LabeledRows rows, long? rowCount = null) => new(
        Enumerable.Range(0, rows.RowCount), rows.CreateEmpty, (block, row) => block.AppendFrom(rows, row), rowCount);

    private static EpochReport WithoutDurations(EpochReport report) => report with
    {
        Duration = default,
        Validation = report.Validation is { } validation ? validation with { Duration = default } : null,
    };
}
